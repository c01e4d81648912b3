package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.WebhookId;

/// Which delivery. Immutable.
///
/// Ids that we make would do alone; one that somebody wrote by hand may be two webhooks'.
record DeliveryKey(WebhookId webhook, DeliveryId id) {}
