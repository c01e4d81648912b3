package id.sahut.webhooks.common.webhook;

import id.sahut.webhooks.common.signing.WebhookSecret;
import java.time.Instant;
import java.util.Optional;

/// Moves a webhook's secrets to the key that encrypts now, so that older keys can be dropped one
/// day. Immutable, safe for any thread when its [SecretBox] is.
///
/// @param now decides whether a previous secret is still needed
public record Resealing(SecretBox secrets, Instant now) {

    /// The webhook with every secret sealed with the first key, but those that no key opens, which
    /// stay as they are. An older previous secret that is no longer valid is dropped. Equal to the
    /// given one when there is nothing to do.
    public Webhook reseal(Webhook webhook) {
        return new Webhook(
                webhook.id(),
                webhook.workspaceId(),
                webhook.url(),
                webhook.events(),
                reseal(webhook, webhook.secret()),
                webhook.previousSecret()
                        .filter(it -> it.isValid(now) || secrets.isUpToDate(it.secret()))
                        .map(it -> new PreviousSecret(reseal(webhook, it.secret()), it.until())),
                webhook.description(),
                webhook.enabled(),
                webhook.createdAt(),
                webhook.updatedAt());
    }

    /// Whether a secret that it needs opens with none of the keys.
    public boolean isLocked(Webhook webhook) {
        return open(webhook, webhook.secret()).isEmpty()
                || webhook.previousSecret()
                        .filter(it -> it.isValid(now))
                        .filter(it -> open(webhook, it.secret()).isEmpty())
                        .isPresent();
    }

    private EncryptedSecret reseal(Webhook webhook, EncryptedSecret secret) {
        if (secrets.isUpToDate(secret)) {
            return secret;
        }
        return open(webhook, secret)
                .map(it -> secrets.seal(it, webhook.workspaceId(), webhook.id()))
                .orElse(secret);
    }

    private Optional<WebhookSecret> open(Webhook webhook, EncryptedSecret secret) {
        return secrets.open(secret, webhook.workspaceId(), webhook.id());
    }
}
