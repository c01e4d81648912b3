/// Puts events that came over HTTP into Kafka, each `Idempotency-Key` once.
@NullMarked
package id.sahut.webhooks.ingest.publication;

import org.jspecify.annotations.NullMarked;
