/// What customers ask of us, as far as all of it is read alike: decides, and knows neither Kafka
/// nor HTTP.
@NullMarked
package id.sahut.webhooks.ingest.wish;

import org.jspecify.annotations.NullMarked;
