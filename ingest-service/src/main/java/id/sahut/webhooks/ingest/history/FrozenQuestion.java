package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Which of a webhook's deliveries are asked for that have stood as they do since before a moment:
/// what comes later, or changes, is none of them. Immutable.
///
/// @param states in any of which they are
/// @param event a type's name
/// @param from when the event was published, at the earliest
/// @param to before when
/// @param before since before when they stand so
public record FrozenQuestion(
        WebhookId webhook,
        Set<DeliveryState> states,
        Optional<String> event,
        Instant from,
        Instant to,
        Instant before) {

    public FrozenQuestion {
        states = Set.copyOf(states);
    }
}
