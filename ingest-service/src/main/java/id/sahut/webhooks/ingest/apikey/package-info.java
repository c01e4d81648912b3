/// API keys: made, listed, revoked, and recognised when a request shows one.
@NullMarked
package id.sahut.webhooks.ingest.apikey;

import org.jspecify.annotations.NullMarked;
