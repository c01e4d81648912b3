/// Endings on their way into Kafka: what is decided about a delivery is written in transactions,
/// together with how far its partition has come.
@NullMarked
package id.sahut.webhooks.dispatcher.outcome;

import org.jspecify.annotations.NullMarked;
