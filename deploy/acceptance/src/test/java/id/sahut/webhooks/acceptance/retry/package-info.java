/// Failed deliveries are tried again when they should be, and given up when they should be.
@NullMarked
package id.sahut.webhooks.acceptance.retry;

import org.jspecify.annotations.NullMarked;
