/// What comes in: the REST API, API keys, and the stage that turns events into deliveries.
@NullMarked
package id.sahut.webhooks.ingest;

import org.jspecify.annotations.NullMarked;
