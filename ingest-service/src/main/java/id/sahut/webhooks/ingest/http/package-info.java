/// The web server: its limits, who is let in, and how answers are sent. Knows nothing of what is
/// answered: each [Face] puts its own routes on it.
@NullMarked
package id.sahut.webhooks.ingest.http;

import org.jspecify.annotations.NullMarked;
