package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.lane.Turn;
import id.sahut.webhooks.dispatcher.outcome.DeferralReason;
import id.sahut.webhooks.dispatcher.outcome.Ending;
import id.sahut.webhooks.dispatcher.outcome.Work;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Decides what attempts' ends mean. Confined to the dispatch loop's thread.
final class Endings {

    private final OnHand onHand;
    private final Judge judge;
    private final Deferrals deferrals;
    private final DispatcherMeters meters;
    private final InstantSource clock;

    Endings(
            OnHand onHand,
            Judge judge,
            Deferrals deferrals,
            DispatcherMeters meters,
            InstantSource clock) {
        this.onHand = onHand;
        this.judge = judge;
        this.deferrals = deferrals;
        this.meters = meters;
        this.clock = clock;
    }

    /// An attempt has ended: what becomes of its delivery goes to be written down, unless its
    /// partition is no longer ours: then its new owner makes the attempt again.
    void of(Started started, AttemptOutcome outcome, Duration took) {
        Turn<Work> turn = started.turn();
        Work work = turn.item();
        if (outcome instanceof AttemptOutcome.NotMade(var lack)) {
            notMade(turn, lack);
            return;
        }
        onHand.lanes().ended(turn, !(outcome instanceof AttemptOutcome.Delivered));
        if (!onHand.assignment().isCurrent(work.place())) {
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
        onHand.outcomes().add(new Ending.Attempted(work, attempt, verdict));
    }

    /// Nothing was sent: its partition's next owner, if it has one by now, does it again.
    private void notMade(Turn<Work> turn, AttemptOutcome.Lack lack) {
        if (onHand.assignment().isCurrent(turn.item().place())) {
            deferrals.putBack(
                    turn,
                    switch (lack) {
                        case SOCKETS -> DeferralReason.SOCKETS;
                        case LOOKUPS -> DeferralReason.LOOKUPS;
                    });
        } else {
            onHand.lanes().release(turn);
        }
    }

    private static AttemptRecord describe(
            Started started, AttemptOutcome outcome, Duration took, Verdict verdict) {
        Delivery delivery = started.turn().item().delivery();
        Optional<AttemptOutcome.Answered> answer =
                outcome instanceof AttemptOutcome.Answered it ? Optional.of(it) : Optional.empty();
        return new AttemptRecord(
                delivery.id().value(),
                delivery.eventId().value(),
                delivery.eventType().orElse(null),
                delivery.webhookId().value(),
                started.workspace().orElse(null),
                delivery.attempt() + 1,
                outcome.key(),
                answer.map(AttemptOutcome.Answered::status).orElse(null),
                outcome.detail(),
                started.at(),
                took.toMillis(),
                answer.map(AttemptOutcome.Answered::bodyStart).orElse(null),
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
