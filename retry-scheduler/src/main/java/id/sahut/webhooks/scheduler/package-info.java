/// The retry scheduler: holds parked deliveries until they are due.
@NullMarked
package id.sahut.webhooks.scheduler;

import org.jspecify.annotations.NullMarked;
