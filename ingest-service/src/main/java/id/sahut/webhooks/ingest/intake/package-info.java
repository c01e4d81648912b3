/// What an event must say to be published, and what becomes of one that is sent again: decides, and
/// knows neither Kafka nor HTTP.
@NullMarked
package id.sahut.webhooks.ingest.intake;

import org.jspecify.annotations.NullMarked;
