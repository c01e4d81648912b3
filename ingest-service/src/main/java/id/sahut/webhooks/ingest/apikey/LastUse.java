package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.ApiKeyId;
import java.time.Instant;

/// When a key was last used, as somebody wrote it down. Immutable.
///
/// It has a record of its own: written into the key's, a late one would bring a revoked key back.
record LastUse(ApiKeyId id, Instant at) {}
