/// The dashboard: pages for people, on the same doors as the REST API, which it never sees. Knows
/// no web server. Everything works without scripts.
@NullMarked
package id.sahut.webhooks.ingest.dashboard;

import org.jspecify.annotations.NullMarked;
