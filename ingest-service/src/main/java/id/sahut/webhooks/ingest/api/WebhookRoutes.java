package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.registration.RegistrationReading;
import id.sahut.webhooks.ingest.registration.RegistrationRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What each request about webhooks is answered. Knows no web server. Safe for any thread.
final class WebhookRoutes {

    private static final String UNKNOWN = "There is no such webhook";
    private static final String UNCONFIRMED =
            "The change could not be confirmed and may or may not have been made: look before you"
                    + " try again";

    private final RegistrationRules rules;
    private final WebhookRegistry registry;

    WebhookRoutes(RegistrationRules rules, WebhookRegistry registry) {
        this.rules = rules;
        this.registry = registry;
    }

    Answer create(WorkspaceId workspace, byte[] body) {
        return switch (rules.read(body)) {
            case RegistrationReading.Malformed(String why) -> Answer.badRequest(why);
            case RegistrationReading.Invalid(String why) -> Answer.invalid(why);
            case RegistrationReading.Accepted wish -> register(workspace, wish);
        };
    }

    Answer list(WorkspaceId workspace, Optional<String> page, Optional<String> perPage) {
        return switch (Page.read(page, perPage)) {
            case Page.Reading.Unreadable(String why) -> Answer.badRequest(why);
            case Page.Reading.Readable(Page wanted) -> {
                List<Webhook> all = registry.of(workspace);
                yield Answer.page(
                        wanted.of(all).stream().map(WebhookRoutes::shown).toList(),
                        wanted,
                        all.size());
            }
        };
    }

    Answer show(WorkspaceId workspace, String id) {
        return registry.find(workspace, id)
                .map(it -> Answer.data(200, shown(it)))
                .orElseGet(() -> Answer.notFound(UNKNOWN));
    }

    Answer delete(WorkspaceId workspace, String id) {
        return switch (registry.delete(workspace, id)) {
            case DELETED -> Answer.nothing();
            case UNKNOWN -> Answer.notFound(UNKNOWN);
            case UNAVAILABLE -> Answer.unavailable(UNCONFIRMED);
        };
    }

    private Answer register(WorkspaceId workspace, RegistrationReading.Accepted wish) {
        return switch (registry.register(workspace, wish)) {
            case WebhookRegistry.Registering.Registered(var webhook, var secret) ->
                    Answer.data(201, created(webhook, secret));
            case WebhookRegistry.Registering.TooMany(int limit) ->
                    Answer.invalid(
                            "This workspace has %d webhooks, the most it may have: delete one first"
                                    .formatted(limit));
            case WebhookRegistry.Registering.Unavailable() -> Answer.unavailable(UNCONFIRMED);
        };
    }

    /// As the public reference shows it, and the only time that the secret is.
    private static Map<String, Object> created(Webhook webhook, WebhookSecret secret) {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", webhook.id().value());
        members.put("url", webhook.url());
        members.put("events", names(webhook));
        members.put("secret", secret.reveal());
        members.put("created_at", seconds(webhook.createdAt()));
        return members;
    }

    private static Map<String, Object> shown(Webhook webhook) {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", webhook.id().value());
        members.put("url", webhook.url());
        members.put("events", names(webhook));
        webhook.description().ifPresent(it -> members.put("description", it));
        members.put("enabled", webhook.enabled());
        members.put("created_at", seconds(webhook.createdAt()));
        members.put("updated_at", seconds(webhook.updatedAt()));
        return members;
    }

    private static List<String> names(Webhook webhook) {
        return webhook.events().stream().map(EventType::name).toList();
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
