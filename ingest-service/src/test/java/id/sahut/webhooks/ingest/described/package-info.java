/// What `openapi.yaml` says, and a client that holds every answer to it.
@NullMarked
package id.sahut.webhooks.ingest.described;

import org.jspecify.annotations.NullMarked;
