package id.sahut.webhooks.common.retry;

import id.sahut.webhooks.common.time.DurationText;
import java.time.Duration;

/// One rung of the ladder: how long a delivery waits there. Immutable.
///
/// @param index 0 for the shortest, or [#FORMER]
/// @param delay how long from being parked to being due
public record RetryTier(int index, Duration delay) {

    /// The index of a tier that is no longer configured, and in which deliveries may still wait.
    public static final int FORMER = -1;

    /// The tier's name in topics, logs and metrics: `5s`, `30s`, `2m`.
    public String label() {
        return DurationText.format(delay);
    }

    @Override
    public String toString() {
        return label();
    }
}
