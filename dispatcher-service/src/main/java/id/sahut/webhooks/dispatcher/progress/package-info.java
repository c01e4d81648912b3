/// Which deliveries of a partition have ended, when they end out of order.
@NullMarked
package id.sahut.webhooks.dispatcher.progress;

import org.jspecify.annotations.NullMarked;
