package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.registry.Registration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Webhooks as the public reference shows them. Stateless.
///
/// A secret is shown twice: when it is made with the webhook, and when it is made by a rotation.
final class WebhookBodies {

    private WebhookBodies() {}

    /// The public reference's five members, and of the others those that the caller named.
    static Map<String, Object> created(Webhook webhook, WebhookSecret secret, Registration wish) {
        var members = start(webhook);
        members.put("secret", secret.reveal());
        members.put("created_at", Times.shown(webhook.createdAt()));
        wish.description().ifPresent(it -> members.put("description", it));
        wish.enabled().ifPresent(it -> members.put("enabled", it));
        return members;
    }

    /// With how its endpoint does, if anybody can tell.
    static Map<String, Object> shown(
            Webhook webhook, Optional<Map<String, Object>> health, Instant now) {
        Map<String, Object> members = shown(webhook, now);
        health.ifPresent(it -> members.put("health", it));
        return members;
    }

    static Map<String, Object> shown(Webhook webhook, Instant now) {
        var members = start(webhook);
        webhook.description().ifPresent(it -> members.put("description", it));
        members.put("enabled", webhook.enabled());
        members.put("created_at", Times.shown(webhook.createdAt()));
        members.put("updated_at", Times.shown(webhook.updatedAt()));
        webhook.previousSecret()
                .filter(it -> it.isValid(now))
                .ifPresent(
                        it -> members.put("previous_secret_expires_at", Times.shown(it.until())));
        return members;
    }

    static Map<String, Object> rotated(Webhook webhook, WebhookSecret secret, Instant now) {
        Map<String, Object> members = shown(webhook, now);
        members.put("secret", secret.reveal());
        return members;
    }

    private static Map<String, Object> start(Webhook webhook) {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", webhook.id().value());
        members.put("url", webhook.url());
        members.put("events", names(webhook));
        return members;
    }

    private static List<String> names(Webhook webhook) {
        return webhook.events().stream().map(EventType::name).toList();
    }
}
