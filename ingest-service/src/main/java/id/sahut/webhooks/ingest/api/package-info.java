/// The REST API: what each request is answered, in the public reference's shapes. Knows no web
/// server.
@NullMarked
package id.sahut.webhooks.ingest.api;

import org.jspecify.annotations.NullMarked;
