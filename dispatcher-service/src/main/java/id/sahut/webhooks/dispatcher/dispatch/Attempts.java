package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.endpoint.Endpoints;
import id.sahut.webhooks.dispatcher.lane.Turn;
import id.sahut.webhooks.dispatcher.outcome.DeferralReason;
import id.sahut.webhooks.dispatcher.outcome.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Starts attempts when it is their turn. Confined to the dispatch loop's thread.
final class Attempts {

    private final OnHand onHand;
    private final Endpoints endpoints;
    private final Posting posting;
    private final Endings endings;
    private final Deferrals deferrals;
    private final InstantSource clock;

    Attempts(
            OnHand onHand,
            Endpoints endpoints,
            Posting posting,
            Endings endings,
            Deferrals deferrals,
            InstantSource clock) {
        this.onHand = onHand;
        this.endpoints = endpoints;
        this.posting = posting;
        this.endings = endings;
        this.deferrals = deferrals;
        this.clock = clock;
    }

    /// Starts those that may be started now.
    ///
    /// @param most how many at most
    /// @return how many were started
    int startSome(int most) {
        int started = 0;
        while (started < most && onHand.outcomes().mayBegin()) {
            Turn<Work> turn = onHand.lanes().next();
            if (turn == null) {
                return started;
            }
            start(turn);
            started++;
        }
        return started;
    }

    /// One of them has ended.
    void ended(Started started, AttemptOutcome outcome, Duration took) {
        endings.of(started, outcome, took);
    }

    private void start(Turn<Work> turn) {
        Delivery delivery = turn.item().delivery();
        Instant now = clock.instant();
        switch (endpoints.of(delivery.webhookId(), now)) {
            case Endpoints.Destination.Ready to -> post(turn, to, now);
            case Endpoints.Destination.Unknown(var forCertain) ->
                    withoutWebhook(turn, forCertain, now);
            case Endpoints.Destination.Forbidden(var webhook) ->
                    endings.of(
                            new Started(turn, now, Optional.of(webhook.workspaceId().value()), "-"),
                            new AttemptOutcome.Blocked("the address rules do not allow this URL"),
                            Duration.ZERO);
            case Endpoints.Destination.Disabled() ->
                    deferrals.putBack(turn, DeferralReason.DISABLED);
            case Endpoints.Destination.Locked() -> deferrals.putBack(turn, DeferralReason.LOCKED);
        }
    }

    /// The fan-out may know a new webhook a moment before we do, so the delivery waits once. When
    /// it comes back and there still is none, it was deleted; unless we know that we may not know.
    private void withoutWebhook(Turn<Work> turn, boolean forCertain, Instant now) {
        Delivery delivery = turn.item().delivery();
        if (delivery.deferrals() == 0 || !forCertain) {
            deferrals.putBack(turn, DeferralReason.UNKNOWN);
        } else {
            endings.of(
                    new Started(turn, now, delivery.workspaceId(), "-"),
                    new AttemptOutcome.Cancelled(),
                    Duration.ZERO);
        }
    }

    private void post(Turn<Work> turn, Endpoints.Destination.Ready to, Instant now) {
        String workspace = to.webhook().workspaceId().value();
        onHand.outcomes().began();
        posting.post(
                new Started(turn, now, Optional.of(workspace), to.url().host()),
                endpoints.request(to, turn.item().delivery(), now));
    }
}
