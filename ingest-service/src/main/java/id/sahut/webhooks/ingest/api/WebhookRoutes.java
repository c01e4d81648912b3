package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.EndpointHealth;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.registry.Registration;
import id.sahut.webhooks.ingest.registry.Rotation;
import id.sahut.webhooks.ingest.registry.TestRequest;
import id.sahut.webhooks.ingest.registry.WebhookChange;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What each request about webhooks is answered. Knows no web server. Safe for any thread.
///
/// A webhook that isn't there is answered before the body is looked at: whose it may be makes no
/// difference to what is told.
final class WebhookRoutes {

    private static final String UNKNOWN = "There is no such webhook";
    private static final String ROTATION_UNCONFIRMED =
            "The rotation could not be confirmed: a new secret that nobody has may be in force, now or"
                    + " once the overlap ends; rotate again with overlap_seconds 0 to get one that"
                    + " you know";

    private final Webhooks webhooks;
    private final Optional<History> history;
    private final InstantSource clock;

    /// @param history tells how endpoints do, where one is kept
    WebhookRoutes(Webhooks webhooks, Optional<History> history, InstantSource clock) {
        this.webhooks = webhooks;
        this.history = history;
        this.clock = clock;
    }

    Answer create(KeyHolder caller, byte[] body) {
        return Answers.to(
                webhooks.readRegistration(body),
                wish -> caller.inWorkspace(wish.workspace(), it -> register(it, wish)));
    }

    Answer list(WorkspaceId workspace, Optional<String> page, Optional<String> perPage) {
        Instant now = clock.instant();
        return Answers.list(
                webhooks.of(workspace),
                page,
                perPage,
                it -> WebhookBodies.shown(it, health(it), now));
    }

    Answer show(WorkspaceId workspace, String id) {
        return known(workspace, id, this::shown);
    }

    Answer change(WorkspaceId workspace, String id, byte[] body) {
        return known(
                workspace,
                id,
                _ -> Answers.to(webhooks.readChange(body), wish -> change(workspace, id, wish)));
    }

    Answer rotate(WorkspaceId workspace, String id, byte[] body) {
        return known(
                workspace,
                id,
                _ -> Answers.to(webhooks.readRotation(body), wish -> rotate(workspace, id, wish)));
    }

    Answer test(WorkspaceId workspace, String id, byte[] body) {
        return known(
                workspace,
                id,
                webhook -> Answers.to(webhooks.readTest(body), wish -> test(webhook, wish)));
    }

    Answer delete(WorkspaceId workspace, String id) {
        return switch (webhooks.delete(workspace, id)) {
            case DELETED -> Answer.nothing();
            case UNKNOWN -> unknown();
            case UNAVAILABLE -> Answers.unconfirmed();
        };
    }

    private Answer known(WorkspaceId workspace, String id, Function<Webhook, Answer> answer) {
        return webhooks.find(workspace, id).map(answer).orElseGet(WebhookRoutes::unknown);
    }

    private Answer register(WorkspaceId workspace, Registration wish) {
        return switch (webhooks.register(workspace, wish)) {
            case Webhooks.Registering.Registered(var webhook, var secret) ->
                    Answer.data(201, WebhookBodies.created(webhook, secret, wish));
            case Webhooks.Registering.TooMany(int limit) ->
                    Answer.invalid(
                            "This workspace has %d webhooks, the most it may have: delete one first"
                                    .formatted(limit));
            case Webhooks.Registering.Unavailable() -> Answers.unconfirmed();
        };
    }

    private Answer change(WorkspaceId workspace, String id, WebhookChange wish) {
        return switch (webhooks.change(workspace, id, wish)) {
            case Webhooks.Changing.Changed(var webhook) -> shown(webhook);
            case Webhooks.Changing.Unknown() -> unknown();
            case Webhooks.Changing.Unavailable() -> Answers.unconfirmed();
        };
    }

    private Answer rotate(WorkspaceId workspace, String id, Rotation wish) {
        return switch (webhooks.rotate(workspace, id, wish)) {
            case Webhooks.Rotating.Rotated(var webhook, var secret) ->
                    Answer.data(200, WebhookBodies.rotated(webhook, secret, clock.instant()));
            case Webhooks.Rotating.Overlapping(Instant until) ->
                    Answer.conflict(
                            "The last rotation's overlap lasts until %s; rotate with"
                                            .formatted(Times.shown(until))
                                    + " overlap_seconds 0 to end it at once");
            case Webhooks.Rotating.Unknown() -> unknown();
            case Webhooks.Rotating.Unavailable() -> Answer.unavailable(ROTATION_UNCONFIRMED);
        };
    }

    private Answer test(Webhook webhook, TestRequest wish) {
        return switch (webhooks.test(webhook, wish)) {
            case Webhooks.Testing.Sent(var event, var delivery) -> {
                var sent = new LinkedHashMap<String, Object>();
                sent.put("event_id", delivery.eventId().value());
                sent.put("delivery_id", delivery.id().value());
                sent.put("event", event.name());
                yield Answer.data(202, sent);
            }
            case Webhooks.Testing.Disabled() ->
                    Answer.conflict("The webhook is disabled: enable it before you test it");
            case Webhooks.Testing.Invalid(String why) -> Answer.invalid(why);
            case Webhooks.Testing.Unavailable() ->
                    Answer.unavailable(
                            "The test could not be confirmed and may or may not be sent");
        };
    }

    private Answer shown(Webhook webhook) {
        return Answer.data(200, WebhookBodies.shown(webhook, health(webhook), clock.instant()));
    }

    /// Empty while nobody can tell.
    private Optional<Map<String, Object>> health(Webhook webhook) {
        if (history.isPresent() && !webhook.enabled()) {
            return Optional.of(StatsBodies.disabled());
        }
        return history.flatMap(it ->
                switch (it.health(webhook.id())) {
                    case History.Answer.Told<EndpointHealth>(EndpointHealth health) ->
                            Optional.of(StatsBodies.health(health));
                    case History.Answer.Unavailable<EndpointHealth>() -> Optional.empty();
                });
    }

    private static Answer unknown() {
        return Answer.notFound(UNKNOWN);
    }
}
