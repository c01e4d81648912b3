/// Waiting: one constant delay per topic, so that the log's order is the order in which deliveries
/// are due.
@NullMarked
package id.sahut.webhooks.scheduler.tier;

import org.jspecify.annotations.NullMarked;
