package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;

/// A delivery as the history knows it. Immutable.
///
/// @param event the event's type, if it is known
/// @param createdAt when the event was published
/// @param changedAt since when it is in this state
/// @param attempts POSTs made since it was sent, or sent again
/// @param resends how often it has been sent again
/// @param status of the latest answer
/// @param nextAttemptAt when the next attempt is due
/// @param deferredSince since when it is set aside
/// @param reason why it is set aside, or was given up
/// @param source where its payload lies, if that is known
/// @param erased whether somebody had its content erased
public record RecordedDelivery(
        DeliveryId id,
        WebhookId webhook,
        EventId eventId,
        Optional<String> event,
        DeliveryState state,
        Instant createdAt,
        Instant changedAt,
        int attempts,
        int resends,
        Optional<Integer> status,
        Optional<Instant> nextAttemptAt,
        Optional<Instant> deferredSince,
        Optional<String> reason,
        Optional<RecordPlace> source,
        boolean erased) {}
