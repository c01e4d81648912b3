package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.ingest.history.Cursor;
import java.time.Instant;
import java.util.Optional;

/// How far a recovery has come. Immutable.
///
/// @param turn counts the records of one recovery, from 1: the greatest is the latest
/// @param after the last delivery that was sent again or skipped
/// @param events how far missed events have been looked for; empty before that begins
/// @param found how many there were when it began, and how many missed events were found since
/// @param skipped could not be sent again
record RecoveryProgress(
        long turn,
        RecoveryState state,
        Optional<Cursor> after,
        Optional<EventsRead> events,
        long found,
        long sent,
        long skipped,
        Optional<Instant> finishedAt) {

    static final RecoveryProgress NONE =
            new RecoveryProgress(
                    0,
                    RecoveryState.WAITING,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    0,
                    0,
                    Optional.empty());

    /// @param now when it finishes, if it does
    RecoveryProgress in(RecoveryState next, Instant now) {
        return new RecoveryProgress(
                turn + 1,
                next,
                after,
                events,
                found,
                sent,
                skipped,
                next.isFinished() ? Optional.of(now) : Optional.empty());
    }

    RecoveryProgress found(long count) {
        return new RecoveryProgress(turn, state, after, events, count, sent, skipped, finishedAt);
    }

    RecoveryProgress read(EventsRead upTo, long missed) {
        return new RecoveryProgress(
                turn,
                state,
                after,
                Optional.of(upTo),
                found + missed,
                sent + missed,
                skipped,
                finishedAt);
    }

    RecoveryProgress past(Cursor last, long moreSent, long moreSkipped) {
        return new RecoveryProgress(
                turn,
                state,
                Optional.of(last),
                events,
                found,
                sent + moreSent,
                skipped + moreSkipped,
                finishedAt);
    }
}
