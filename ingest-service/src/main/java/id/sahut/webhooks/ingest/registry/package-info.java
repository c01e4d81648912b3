/// A workspace's webhooks: what may be done with them, and what becomes of them then. Everybody
/// else sees [Webhooks] only, and what it takes and gives.
@NullMarked
package id.sahut.webhooks.ingest.registry;

import org.jspecify.annotations.NullMarked;
