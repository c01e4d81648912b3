package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The wish to change a webhook: what it doesn't name stays. Immutable.
///
/// @param events in the order given, without repeats, at least one
public record WebhookChange(
        Optional<EndpointUrl> url,
        Optional<List<EventType>> events,
        Description description,
        Optional<Boolean> enabled) {

    /// What becomes of a description; unlike the others it may also go.
    public sealed interface Description {
        record Kept() implements Description {}

        record Removed() implements Description {}

        record Given(String text) implements Description {}

        default Optional<String> after(Optional<String> before) {
            return switch (this) {
                case Kept() -> before;
                case Removed() -> Optional.empty();
                case Given(String text) -> Optional.of(text);
            };
        }
    }

    /// The webhook as it is to be; the very same when nothing changes.
    Webhook applyTo(Webhook before, Instant now) {
        String newUrl = url.map(EndpointUrl::toString).orElse(before.url());
        List<EventType> newEvents = events.orElse(before.events());
        Optional<String> newDescription = description.after(before.description());
        boolean newEnabled = enabled.orElse(before.enabled());
        boolean isSame =
                newUrl.equals(before.url())
                        && newEvents.equals(before.events())
                        && newDescription.equals(before.description())
                        && newEnabled == before.enabled();
        return isSame
                ? before
                : new Webhook(
                        before.id(),
                        before.workspaceId(),
                        newUrl,
                        newEvents,
                        before.secret(),
                        before.previousSecret().filter(it -> it.isValid(now)),
                        newDescription,
                        newEnabled,
                        before.createdAt(),
                        now);
    }
}
