package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.history.FrozenQuestion;
import java.time.Instant;
import java.util.Optional;

/// What somebody wants sent again. Immutable.
///
/// @param since of events published at this time or later
/// @param until of events published before this time
/// @param states what stood so when it was wished
/// @param event of this type only
/// @param createdAt when it was wished
/// @param stoppedAt when somebody wanted no more of it
record RecoveryWish(
        RecoveryId id,
        WebhookId webhook,
        WorkspaceId workspace,
        Instant since,
        Optional<Instant> until,
        RecoverStates states,
        Optional<String> event,
        Instant createdAt,
        Optional<Instant> stoppedAt) {

    RecoveryWish stopped(Instant now) {
        return new RecoveryWish(
                id,
                webhook,
                workspace,
                since,
                until,
                states,
                event,
                createdAt,
                Optional.of(stoppedAt.orElse(now)));
    }

    FrozenQuestion question() {
        return new FrozenQuestion(
                webhook, states.deliveries(), states.onlyDisabled(), event, since, to(), createdAt);
    }

    /// Of events published before this time.
    Instant to() {
        return until.filter(it -> it.isBefore(createdAt)).orElse(createdAt);
    }
}
