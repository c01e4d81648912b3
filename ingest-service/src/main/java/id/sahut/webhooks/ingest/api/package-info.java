/// The REST API: webhooks over HTTP, with the public reference's shapes and errors.
@NullMarked
package id.sahut.webhooks.ingest.api;

import org.jspecify.annotations.NullMarked;
