/// Writes records for somebody who waits, and not for longer than they wait.
@NullMarked
package id.sahut.webhooks.ingest.write;

import org.jspecify.annotations.NullMarked;
