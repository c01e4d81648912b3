/// Tests of the whole.
@NullMarked
package id.sahut.webhooks.ingest;

import org.jspecify.annotations.NullMarked;
