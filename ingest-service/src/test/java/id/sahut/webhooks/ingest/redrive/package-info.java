@NullMarked
package id.sahut.webhooks.ingest.redrive;

import org.jspecify.annotations.NullMarked;
