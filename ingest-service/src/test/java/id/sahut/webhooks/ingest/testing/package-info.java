/// A real broker for the tests, and ways to write to it and read from it.
@NullMarked
package id.sahut.webhooks.ingest.testing;

import org.jspecify.annotations.NullMarked;
