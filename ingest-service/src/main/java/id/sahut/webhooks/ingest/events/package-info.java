/// Events that come over HTTP: what one must say, and how it gets into Kafka, each
/// `Idempotency-Key` once. Everybody else sees [Events] only, and what it takes and gives.
@NullMarked
package id.sahut.webhooks.ingest.events;

import org.jspecify.annotations.NullMarked;
