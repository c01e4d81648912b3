package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.attempt.AttemptRequest;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.lane.Turn;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Starts attempts when it is their turn and decides what their ends mean. Confined to the dispatch
/// loop's thread.
final class Attempts {

    private final Lanes<Work> lanes;
    private final Endpoints endpoints;
    private final Posts posts;
    private final Judge judge;
    private final Assignment assignment;
    private final Outcomes outcomes;
    private final Deferrals deferrals;
    private final DispatcherMeters meters;
    private final Consumer<Message> mailbox;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /// Who makes the POSTs.
    interface Posts {

        /// Answers once, on any thread.
        void send(AttemptRequest request, Consumer<AttemptOutcome> whenDone);
    }

    /// An attempt under way. Immutable.
    ///
    /// @param workspace whose webhook it goes to
    /// @param host where it goes
    record Started(Turn<Work> turn, Instant at, Optional<String> workspace, String host) {}

    Attempts(
            Lanes<Work> lanes,
            Endpoints endpoints,
            Posts posts,
            Judge judge,
            Assignment assignment,
            Outcomes outcomes,
            Deferrals deferrals,
            DispatcherMeters meters,
            Consumer<Message> mailbox,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.lanes = lanes;
        this.endpoints = endpoints;
        this.posts = posts;
        this.judge = judge;
        this.assignment = assignment;
        this.outcomes = outcomes;
        this.deferrals = deferrals;
        this.meters = meters;
        this.mailbox = mailbox;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Starts those that may be started now.
    ///
    /// @param most how many at most
    /// @param maxUnwritten none begins while so many outcomes wait to be written
    /// @return how many were started
    int startSome(int most, int maxUnwritten) {
        int started = 0;
        while (started < most && outcomes.mayBegin() && outcomes.unwritten() < maxUnwritten) {
            Turn<Work> turn = lanes.next();
            if (turn == null) {
                return started;
            }
            start(turn);
            started++;
        }
        return started;
    }

    /// An attempt has ended: what becomes of its delivery goes to be written down, unless its
    /// partition is no longer ours: then its new owner makes the attempt again.
    void ended(Started started, AttemptOutcome outcome, Duration took) {
        Turn<Work> turn = started.turn();
        Work work = turn.item();
        if (outcome instanceof AttemptOutcome.NotMade(var lack)) {
            notMade(turn, lack);
            return;
        }
        lanes.ended(turn, !(outcome instanceof AttemptOutcome.Delivered));
        if (!assignment.isCurrent(work.place())) {
            return;
        }
        Verdict verdict = judge.afterAttempt(work.delivery(), outcome);
        Duration sinceEvent = Duration.between(work.delivery().createdAt(), clock.instant());
        if (verdict instanceof Verdict.Expired(var _, var reason)) {
            meters.expired(reason, sinceEvent);
        } else if (outcome instanceof AttemptOutcome.Delivered) {
            meters.delivered(sinceEvent);
        }
        meters.ended(outcome, took);
        AttemptRecord attempt = describe(started, outcome, took, verdict);
        AttemptLog.write(attempt, started.host());
        outcomes.add(new Ending.Attempted(work, attempt, verdict));
    }

    private void start(Turn<Work> turn) {
        Delivery delivery = turn.item().delivery();
        Instant now = clock.instant();
        switch (endpoints.of(delivery.webhookId(), now)) {
            case Endpoints.Destination.Ready to -> post(turn, to, now);
            case Endpoints.Destination.Unknown(var forCertain) ->
                    withoutWebhook(turn, forCertain, now);
            case Endpoints.Destination.Forbidden(var webhook) ->
                    ended(
                            new Started(turn, now, Optional.of(webhook.workspaceId().value()), "-"),
                            new AttemptOutcome.Blocked("the address rules do not allow this URL"),
                            Duration.ZERO);
            case Endpoints.Destination.Disabled() -> putBack(turn, DeferralReason.DISABLED);
            case Endpoints.Destination.Locked() -> {
                meters.locked();
                putBack(turn, DeferralReason.LOCKED);
            }
        }
    }

    /// The fan-out may know a new webhook a moment before we do, so the delivery waits once. When
    /// it comes back and there still is none, it was deleted; unless we know that we may not know.
    private void withoutWebhook(Turn<Work> turn, boolean forCertain, Instant now) {
        Delivery delivery = turn.item().delivery();
        if (delivery.deferrals() == 0 || !forCertain) {
            putBack(turn, DeferralReason.UNKNOWN);
        } else {
            ended(
                    new Started(turn, now, delivery.workspaceId(), "-"),
                    new AttemptOutcome.Cancelled(),
                    Duration.ZERO);
        }
    }

    private void post(Turn<Work> turn, Endpoints.Destination.Ready to, Instant now) {
        Delivery delivery = turn.item().delivery();
        if (delivery.attempt() == 0 && delivery.deferrals() == 0) {
            meters.started(Duration.between(delivery.createdAt(), now));
        }
        var started =
                new Started(
                        turn,
                        now,
                        Optional.of(to.webhook().workspaceId().value()),
                        to.url().host());
        long startedNanos = nanoTime.getAsLong();
        outcomes.began();
        posts.send(
                endpoints.request(to, delivery, now),
                outcome ->
                        mailbox.accept(
                                new Message.AttemptEnded(
                                        started,
                                        outcome,
                                        Duration.ofNanos(nanoTime.getAsLong() - startedNanos))));
    }

    /// Nothing was sent: its partition's next owner, if it has one by now, does it again.
    private void notMade(Turn<Work> turn, AttemptOutcome.Lack lack) {
        if (assignment.isCurrent(turn.item().place())) {
            putBack(turn, DeferralReason.of(lack));
        } else {
            lanes.release(turn);
        }
    }

    /// Not the endpoint's fault, so no attempt is charged: it waits as a backlog does.
    private void putBack(Turn<Work> turn, DeferralReason why) {
        lanes.release(turn);
        deferrals.setAside(turn.item(), Duration.ZERO, why);
    }

    private static AttemptRecord describe(
            Started started, AttemptOutcome outcome, Duration took, Verdict verdict) {
        Delivery delivery = started.turn().item().delivery();
        return new AttemptRecord(
                delivery.id().value(),
                delivery.eventId().value(),
                delivery.eventType().orElse(null),
                delivery.webhookId().value(),
                started.workspace().orElse(null),
                delivery.attempt() + 1,
                outcome.key(),
                switch (outcome) {
                    case AttemptOutcome.Delivered it -> (Integer) it.status();
                    case AttemptOutcome.Refused it -> (Integer) it.status();
                    case AttemptOutcome.TimedOut _,
                            AttemptOutcome.NotMade _,
                            AttemptOutcome.Unreachable _,
                            AttemptOutcome.Blocked _,
                            AttemptOutcome.Cancelled _ ->
                            null;
                },
                outcome.detail(),
                started.at(),
                took.toMillis(),
                switch (outcome) {
                    case AttemptOutcome.Delivered it -> it.bodyStart();
                    case AttemptOutcome.Refused it -> it.bodyStart();
                    case AttemptOutcome.TimedOut _,
                            AttemptOutcome.NotMade _,
                            AttemptOutcome.Unreachable _,
                            AttemptOutcome.Blocked _,
                            AttemptOutcome.Cancelled _ ->
                            null;
                },
                switch (verdict) {
                    case Verdict.Ended() -> "none";
                    case Verdict.Parked _ -> "retry";
                    case Verdict.Expired _ -> "expired";
                },
                verdict instanceof Verdict.Parked(var _, var tier) ? tier.label() : null,
                delivery.resend(),
                delivery.createdAt(),
                delivery.source().map(RecordPlace::toString).orElse(null));
    }
}
