/// How often somebody may ask: per key and plan, and per address for those without a key.
@NullMarked
package id.sahut.webhooks.ingest.limit;

import org.jspecify.annotations.NullMarked;
