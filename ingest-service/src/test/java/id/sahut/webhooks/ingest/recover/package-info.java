@NullMarked
package id.sahut.webhooks.ingest.recover;

import org.jspecify.annotations.NullMarked;
