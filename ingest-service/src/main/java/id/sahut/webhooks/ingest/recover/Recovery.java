package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;

/// A recovery as it is told. Immutable.
///
/// @param found how many deliveries matched when it began, and how many missed events were found
///   since
/// @param sent how many of them were sent again
/// @param skipped how many could not be: what was to be sent is no longer kept
public record Recovery(
        RecoveryId id,
        WebhookId webhook,
        RecoveryState state,
        Instant since,
        Optional<Instant> until,
        RecoverStates states,
        Optional<String> event,
        long found,
        long sent,
        long skipped,
        Instant createdAt,
        Optional<Instant> finishedAt) {

    static Recovery of(RecoveryBook.Entry entry) {
        RecoveryWish wish = entry.wish();
        RecoveryProgress progress = entry.progress();
        boolean stopped = wish.stoppedAt().isPresent() && !progress.state().isFinished();
        return new Recovery(
                wish.id(),
                wish.webhook(),
                stopped ? RecoveryState.STOPPED : progress.state(),
                wish.since(),
                wish.until(),
                wish.states(),
                wish.event(),
                progress.found(),
                progress.sent(),
                progress.skipped(),
                wish.createdAt(),
                stopped ? wish.stoppedAt() : progress.finishedAt());
    }

    /// Whether anything is still to be sent.
    public boolean isFinished() {
        return state.isFinished();
    }
}
