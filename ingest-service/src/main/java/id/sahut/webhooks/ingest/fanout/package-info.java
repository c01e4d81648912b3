/// From one event to a delivery for each webhook that wants it.
@NullMarked
package id.sahut.webhooks.ingest.fanout;

import org.jspecify.annotations.NullMarked;
