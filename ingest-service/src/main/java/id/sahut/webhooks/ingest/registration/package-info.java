/// What a registration must say to be accepted: decides, and knows neither Kafka nor HTTP.
@NullMarked
package id.sahut.webhooks.ingest.registration;

import org.jspecify.annotations.NullMarked;
