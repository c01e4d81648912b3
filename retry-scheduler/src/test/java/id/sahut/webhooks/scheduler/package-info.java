/// Tests of the whole.
@NullMarked
package id.sahut.webhooks.scheduler;

import org.jspecify.annotations.NullMarked;
