package id.sahut.webhooks.ingest.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Webhooks as they are before a test changes them. Stateless.
final class Registered {

    static final Instant CREATED = Instant.parse("2026-11-23T08:00:00.123Z");
    static final Instant NOW = Instant.parse("2026-11-23T09:30:00.001Z");
    static final EncryptedSecret SECRET = secret("old");

    private Registered() {}

    static Webhook webhook() {
        return webhook("https://a.example.com/hook", List.of("message.created"), true);
    }

    static Webhook webhook(String url, List<String> events, boolean enabled) {
        return new Webhook(
                new WebhookId("wh_1"),
                new WorkspaceId("ws_1"),
                url,
                events.stream().map(EventType::new).toList(),
                SECRET,
                Optional.empty(),
                Optional.of("as it was"),
                enabled,
                CREATED,
                CREATED);
    }

    static Webhook rotated(Instant until) {
        Webhook it = webhook();
        return new Webhook(
                it.id(),
                it.workspaceId(),
                it.url(),
                it.events(),
                SECRET,
                Optional.of(new PreviousSecret(secret("older"), until)),
                it.description(),
                it.enabled(),
                it.createdAt(),
                it.updatedAt());
    }

    static EncryptedSecret secret(String text) {
        return new EncryptedSecret("key", text.getBytes(UTF_8));
    }
}
