package id.sahut.webhooks.dispatcher.verdict;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Decides what becomes of a delivery. Immutable, safe for any thread.
public final class Judge {

    private final RetryTiers tiers;
    private final Duration maxBacklogAge;

    /// @param maxBacklogAge how long a delivery may be set aside in a row without an attempt
    public Judge(RetryTiers tiers, Duration maxBacklogAge) {
        this.tiers = tiers;
        this.maxBacklogAge = maxBacklogAge;
    }

    /// After an attempt: 2xx ends it, a webhook that is gone ends it, everything else is retried as
    /// long as there is a tier to wait in.
    public Verdict afterAttempt(Delivery delivery, AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Delivered _, AttemptOutcome.Cancelled _ -> new Verdict.Ended();
            case AttemptOutcome.Refused refused ->
                    afterFailure(delivery, Optional.of(refused.status()), outcome);
            case AttemptOutcome.TimedOut _,
                    AttemptOutcome.Unreachable _,
                    AttemptOutcome.Blocked _ ->
                    afterFailure(delivery, Optional.empty(), outcome);
            case AttemptOutcome.NotMade _ ->
                    throw new IllegalArgumentException(
                            "no attempt was made, so there is nothing to judge: " + delivery);
        };
    }

    /// Without an attempt, because its endpoint has enough to do or must not be called for now: it
    /// waits about as long as it would have waited in the queue, and a tier longer every time it
    /// comes back too early. It is not charged with an attempt.
    ///
    /// @param why asked only when it has waited too long
    public Verdict withoutAttempt(
            Delivery delivery, Duration expectedWait, Instant now, Supplier<ExpiryReason> why) {
        Instant since = delivery.deferredSince().orElse(now);
        if (Duration.between(since, now).compareTo(maxBacklogAge) > 0) {
            return new Verdict.Expired(delivery, why.get());
        }
        return new Verdict.Parked(
                delivery.deferred(now), tiers.nearest(expectedWait, delivery.deferrals()));
    }

    private Verdict afterFailure(
            Delivery delivery, Optional<Integer> status, AttemptOutcome outcome) {
        Delivery failed =
                delivery.failed(
                        new Delivery.LastFailure(status, outcome.key() + ": " + outcome.detail()));
        return tiers.afterFailedAttempt(failed.attempt())
                .<Verdict>map(tier -> new Verdict.Parked(failed, tier))
                .orElseGet(() -> new Verdict.Expired(failed, ExpiryReason.ATTEMPTS));
    }
}
