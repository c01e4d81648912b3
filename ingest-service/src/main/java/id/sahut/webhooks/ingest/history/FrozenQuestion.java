package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Which of a webhook's deliveries are asked for that have stood as they do since before a moment:
/// what comes later, or changes, is none of them. Immutable.
///
/// @param states in any of which they are; none where only those are wanted that follow
/// @param disabled also those that were given up because the webhook was disabled for too long
/// @param event a type's name
/// @param from when the event was published, at the earliest
/// @param to before when
/// @param before since before when they stand so
public record FrozenQuestion(
        WebhookId webhook,
        Set<DeliveryState> states,
        boolean disabled,
        Optional<String> event,
        Instant from,
        Instant to,
        Instant before) {

    public FrozenQuestion {
        states = Set.copyOf(states);
        if (states.isEmpty() && !disabled) {
            throw new IllegalArgumentException("a question for deliveries in no state");
        }
    }
}
