/// What may be done with webhooks, and what becomes of them then: decides, and knows neither Kafka
/// nor HTTP.
@NullMarked
package id.sahut.webhooks.ingest.registration;

import org.jspecify.annotations.NullMarked;
