/// Sends many deliveries again in the background, and remembers in Kafka how far that has come.
/// Everybody else sees [Recoveries] only, and what it gives.
@NullMarked
package id.sahut.webhooks.ingest.recover;

import org.jspecify.annotations.NullMarked;
