package id.sahut.webhooks.ingest.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a webhook's attempts and deliveries went. Immutable.
///
/// @param whole of all the time that was asked for
/// @param steps in the order of time, also those in which nothing happened
public record Stats(Step whole, List<Step> steps) {

    /// A stretch of time.
    ///
    /// @param from when it begins
    /// @param attempts that were begun in it, by what they came to
    /// @param deliveries whose events were published in it, by how they stand now
    /// @param durations of the attempts that got an answer; empty without any
    public record Step(
            Instant from,
            Map<AttemptResult, Integer> attempts,
            Map<DeliveryState, Integer> deliveries,
            Optional<Durations> durations) {

        /// The part of the attempts that succeeded, 0 to 1; empty without attempts.
        public Optional<Double> successRate() {
            int all = 0;
            for (var attempt : attempts.entrySet()) {
                all += attempt.getKey() == AttemptResult.CANCELLED ? 0 : attempt.getValue();
            }
            return all == 0
                    ? Optional.empty()
                    : Optional.of(attempts.getOrDefault(AttemptResult.DELIVERED, 0) / (double) all);
        }
    }

    /// How long an endpoint took to answer, in milliseconds.
    public record Durations(int p50Ms, int p95Ms, int p99Ms) {}
}
