/// A delivery as it travels through Kafka: one event on its way to one webhook.
@NullMarked
package id.sahut.webhooks.common.delivery;

import org.jspecify.annotations.NullMarked;
