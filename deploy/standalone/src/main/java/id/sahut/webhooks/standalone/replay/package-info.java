/// The commands that send again what Kafka still has: deliveries that were given up, and events.
@NullMarked
package id.sahut.webhooks.standalone.replay;

import org.jspecify.annotations.NullMarked;
