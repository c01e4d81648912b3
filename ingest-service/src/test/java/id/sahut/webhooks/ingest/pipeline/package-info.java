@NullMarked
package id.sahut.webhooks.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
