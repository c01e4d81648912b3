/// Durations in settings, topic names and messages.
@NullMarked
package id.sahut.webhooks.common.time;

import org.jspecify.annotations.NullMarked;
