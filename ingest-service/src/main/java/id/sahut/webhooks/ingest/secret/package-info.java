/// Webhooks' secrets at rest: moving them to another encryption key.
@NullMarked
package id.sahut.webhooks.ingest.secret;

import org.jspecify.annotations.NullMarked;
