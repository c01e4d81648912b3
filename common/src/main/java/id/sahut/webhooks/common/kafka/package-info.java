/// Kafka clients, configured once and in one place so that what the guarantees rest on holds.
@NullMarked
package id.sahut.webhooks.common.kafka;

import org.jspecify.annotations.NullMarked;
