package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.dispatcher.endpoint.Endpoints;
import id.sahut.webhooks.dispatcher.lane.Turn;
import id.sahut.webhooks.dispatcher.outcome.DeferralReason;
import id.sahut.webhooks.dispatcher.outcome.Ending;
import id.sahut.webhooks.dispatcher.outcome.Work;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Sets deliveries aside without an attempt. Confined to the dispatch loop's thread.
final class Deferrals {

    private final Judge judge;
    private final Endpoints endpoints;
    private final OnHand onHand;
    private final DispatcherMeters meters;
    private final InstantSource clock;

    Deferrals(
            Judge judge,
            Endpoints endpoints,
            OnHand onHand,
            DispatcherMeters meters,
            InstantSource clock) {
        this.judge = judge;
        this.endpoints = endpoints;
        this.onHand = onHand;
        this.meters = meters;
        this.clock = clock;
    }

    /// @param expectedWait until the delivery's turn would have come
    void setAside(Work work, Duration expectedWait, DeferralReason reason) {
        Instant now = clock.instant();
        Verdict verdict =
                judge.withoutAttempt(work.delivery(), expectedWait, now, () -> why(work, now));
        switch (verdict) {
            case Verdict.Parked _ -> meters.deferred(reason);
            case Verdict.Expired(var delivery, var expiry) ->
                    meters.expired(expiry, Duration.between(delivery.createdAt(), now));
            case Verdict.Ended() ->
                    throw new IllegalStateException(
                            "a delivery ended without an attempt: " + work.delivery());
        }
        onHand.outcomes().add(new Ending.SetAside(work, toTell(work, reason, now), verdict));
    }

    /// Not the endpoint's fault, so no attempt is charged: it waits as a backlog does.
    void putBack(Turn<Work> turn, DeferralReason why) {
        if (why == DeferralReason.LOCKED) {
            meters.locked();
        }
        onHand.lanes().release(turn);
        setAside(turn.item(), Duration.ZERO, why);
    }

    /// Sets aside what has waited in its lane for as long as it may.
    void setAsideOverdue() {
        for (Turn<Work> overdue : onHand.lanes().removeOverdue()) {
            setAside(
                    overdue.item(),
                    onHand.lanes().expectedWait(overdue.endpoint()),
                    DeferralReason.CROWDED);
        }
    }

    /// A lane may be crowded because its webhook is switched off or locked: then that is the
    /// reason.
    private ExpiryReason why(Work work, Instant now) {
        return switch (endpoints.of(work.delivery().webhookId(), now)) {
            case Endpoints.Destination.Disabled() -> ExpiryReason.DISABLED;
            case Endpoints.Destination.Locked() -> ExpiryReason.LOCKED;
            case Endpoints.Destination.Ready _,
                    Endpoints.Destination.Unknown _,
                    Endpoints.Destination.Forbidden _ ->
                    ExpiryReason.BACKLOG;
        };
    }

    /// The same for who asks what a delivery waits for.
    private DeferralReason toTell(Work work, DeferralReason reason, Instant now) {
        if (reason != DeferralReason.CROWDED) {
            return reason;
        }
        return switch (endpoints.of(work.delivery().webhookId(), now)) {
            case Endpoints.Destination.Disabled() -> DeferralReason.DISABLED;
            case Endpoints.Destination.Locked() -> DeferralReason.LOCKED;
            case Endpoints.Destination.Unknown _ -> DeferralReason.UNKNOWN;
            case Endpoints.Destination.Ready _, Endpoints.Destination.Forbidden _ -> reason;
        };
    }
}
