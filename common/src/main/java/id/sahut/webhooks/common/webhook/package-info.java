/// Registered webhooks: their record in Kafka, the view of them in memory, and their encrypted
/// secrets.
@NullMarked
package id.sahut.webhooks.common.webhook;

import org.jspecify.annotations.NullMarked;
