package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The wish to give a webhook a new secret. Immutable.
///
/// A webhook never has more than two secrets that are valid: a third would take the second from a
/// receiver that has just been given it.
///
/// @param overlap how long the old secret stays valid beside the new one; zero ends it at once, and
///   with it an overlap that is still under way
public record Rotation(Duration overlap) {

    /// What may become of a webhook that is to have a new secret.
    sealed interface Decision {
        record Rotated(Webhook webhook) implements Decision {}

        /// @param until the end of the last rotation's overlap
        record Overlapping(Instant until) implements Decision {}
    }

    Decision decide(Webhook webhook, EncryptedSecret fresh, Instant now) {
        Optional<PreviousSecret> underWay =
                webhook.previousSecret().filter(it -> it.isValid(now) && !overlap.isZero());
        if (underWay.isPresent()) {
            return new Decision.Overlapping(underWay.get().until());
        }
        return new Decision.Rotated(
                new Webhook(
                        webhook.id(),
                        webhook.workspaceId(),
                        webhook.url(),
                        webhook.events(),
                        fresh,
                        overlap.isZero()
                                ? Optional.empty()
                                : Optional.of(new PreviousSecret(webhook.secret(), end(now))),
                        webhook.description(),
                        webhook.enabled(),
                        webhook.createdAt(),
                        now));
    }

    /// On a full second, up to one later, so that the time we show is the time we keep to.
    private Instant end(Instant now) {
        return now.plus(overlap).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }
}
