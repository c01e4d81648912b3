package id.sahut.webhooks.common.retry;

import id.sahut.webhooks.common.time.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The delays between a delivery's attempts, shortest first. Immutable.
///
/// The first failure waits in the first tier, the second in the second; a failure after the last
/// one is final. So five tiers mean five retries and six POSTs at most.
public final class RetryTiers {

    /// How many tiers there may be: each is a topic with partitions of its own.
    public static final int MAX_TIERS = 10;

    private static final Duration MIN_DELAY = Duration.ofMillis(1);
    private static final Duration MAX_DELAY = Duration.ofHours(24);

    private final List<RetryTier> tiers;

    private RetryTiers(List<RetryTier> tiers) {
        this.tiers = tiers;
    }

    /// @throws IllegalArgumentException unless there are 1 to 10 delays, each longer than the one
    ///   before, of 1 ms to 24 h
    public static RetryTiers of(List<Duration> delays) {
        if (delays.isEmpty() || delays.size() > MAX_TIERS) {
            throw new IllegalArgumentException(
                    "there must be 1 to %d retry delays, not %d"
                            .formatted(MAX_TIERS, delays.size()));
        }
        var tiers = new ArrayList<RetryTier>();
        Duration previous = Duration.ZERO;
        for (Duration delay : delays) {
            if (delay.compareTo(MIN_DELAY) < 0 || delay.compareTo(MAX_DELAY) > 0) {
                throw new IllegalArgumentException(
                        "a retry delay is from 1ms to 24h, not " + DurationText.format(delay));
            }
            if (delay.compareTo(previous) <= 0) {
                throw new IllegalArgumentException(
                        "each retry delay must be longer than the one before: %s after %s"
                                .formatted(
                                        DurationText.format(delay), DurationText.format(previous)));
            }
            tiers.add(new RetryTier(tiers.size(), delay));
            previous = delay;
        }
        return new RetryTiers(List.copyOf(tiers));
    }

    /// Reads `5s,30s,2m,10m,30m`.
    ///
    /// @throws IllegalArgumentException as [#of(List)], or when one is not a duration
    public static RetryTiers parse(String text) {
        return of(List.of(text.split(",", -1)).stream().map(DurationText::parse).toList());
    }

    public List<RetryTier> all() {
        return tiers;
    }

    /// Where a delivery waits whose POST number `attempt` (1 is the first) has failed; empty when
    /// that was the last.
    public Optional<RetryTier> afterFailedAttempt(int attempt) {
        return attempt <= tiers.size() ? Optional.of(tiers.get(attempt - 1)) : Optional.empty();
    }

    /// The tier whose delay is nearest to `wait`, but none before `lowest`; the longest when there
    /// is no such one.
    public RetryTier nearest(Duration wait, int lowest) {
        RetryTier best = tiers.get(Math.min(lowest, tiers.size() - 1));
        for (RetryTier tier : tiers.subList(best.index(), tiers.size())) {
            if (distance(tier, wait).compareTo(distance(best, wait)) < 0) {
                best = tier;
            }
        }
        return best;
    }

    @Override
    public String toString() {
        return tiers.stream().map(RetryTier::label).collect(Collectors.joining(","));
    }

    private static Duration distance(RetryTier tier, Duration wait) {
        return tier.delay().minus(wait).abs();
    }
}
