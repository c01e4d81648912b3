package id.sahut.webhooks.common.webhook;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A registration: where a workspace wants which events. Immutable.
///
/// @param url normalised and checked when it was registered; checked again whenever it is called
/// @param events in the order the customer gave, without repeats
public record Webhook(
        WebhookId id,
        WorkspaceId workspaceId,
        String url,
        List<EventType> events,
        EncryptedSecret secret,
        Optional<PreviousSecret> previousSecret,
        Optional<String> description,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt) {

    /// Whether events of this type go to it. While it is switched off they do too, and wait.
    public boolean wants(EventType type) {
        return events.contains(type);
    }
}
