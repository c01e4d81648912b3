/// The dispatch loop: from Kafka to the endpoints, and to what writes down how it ended.
@NullMarked
package id.sahut.webhooks.dispatcher.dispatch;

import org.jspecify.annotations.NullMarked;
