package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;

/// Which of a webhook's deliveries are asked for. Immutable.
///
/// @param event a type's name
/// @param from when the event was published, at the earliest
/// @param to before when
/// @param status of the latest answer
/// @param after where the page before ended
/// @param size of a page, 1 to 100
public record DeliveryQuestion(
        WebhookId webhook,
        Optional<DeliveryState> state,
        Optional<String> event,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<StatusFilter> status,
        Optional<EventId> eventId,
        Optional<Cursor> after,
        int size) {

    /// The newest of all of a webhook's.
    public static DeliveryQuestion newest(WebhookId webhook, int size) {
        return new DeliveryQuestion(
                webhook,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                size);
    }
}
