package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.time.Instant;

/// Over which time a webhook's statistics are asked for. Immutable.
///
/// @param from inclusive
/// @param to exclusive, later than `from`
/// @param step of which each is told by itself; at most [#MAX_STEPS] of them
public record StatsQuestion(WebhookId webhook, Instant from, Instant to, Duration step) {

    /// More would be no picture any more.
    public static final int MAX_STEPS = 1_000;

    public StatsQuestion {
        if (!from.isBefore(to) || step.toMillis() < 1) {
            throw new IllegalArgumentException("%s to %s by %s".formatted(from, to, step));
        }
        long steps = (Duration.between(from, to).toMillis() - 1) / step.toMillis() + 1;
        if (steps > MAX_STEPS) {
            throw new IllegalArgumentException(
                    "%d steps are more than %d".formatted(steps, MAX_STEPS));
        }
    }

    /// How many steps there are; the last may be cut short.
    int steps() {
        return (int) ((Duration.between(from, to).toMillis() - 1) / step.toMillis() + 1);
    }
}
