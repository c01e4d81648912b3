package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.ReadBackWriter;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.registration.Registration;
import id.sahut.webhooks.ingest.registration.Rotation;
import id.sahut.webhooks.ingest.registration.WebhookChange;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A workspace's webhooks, to look up and to change; no workspace ever meets another's. Safe for
/// any thread.
final class WebhookRegistry {

    private final String topic;
    private final WebhookView view;
    private final ReadBackWriter writer;
    private final SecretBox secrets;
    private final int maxPerWorkspace;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final NewIds ids;

    /// Several processes may together exceed a workspace's limit by as many as they are.
    private final WorkspaceTurns turns = new WorkspaceTurns();

    /// What came of registering a webhook.
    sealed interface Registering {
        record Registered(Webhook webhook, WebhookSecret secret) implements Registering {}

        record TooMany(int limit) implements Registering {}

        record Unavailable() implements Registering {}
    }

    /// What came of changing one.
    sealed interface Changing {
        record Changed(Webhook webhook) implements Changing {}

        record Unknown() implements Changing {}

        record Unavailable() implements Changing {}
    }

    /// What came of giving one a new secret.
    sealed interface Rotating {
        record Rotated(Webhook webhook, WebhookSecret secret) implements Rotating {}

        record Overlapping(Instant until) implements Rotating {}

        record Unknown() implements Rotating {}

        record Unavailable() implements Rotating {}
    }

    /// What came of deleting one.
    enum Deleting {
        DELETED,
        UNKNOWN,
        UNAVAILABLE
    }

    WebhookRegistry(
            String topic,
            WebhookView view,
            ReadBackWriter writer,
            SecretBox secrets,
            int maxPerWorkspace,
            InstantSource clock,
            RandomGenerator random) {
        this.topic = topic;
        this.view = view;
        this.writer = writer;
        this.secrets = secrets;
        this.maxPerWorkspace = maxPerWorkspace;
        this.clock = clock;
        this.random = random;
        this.ids = new NewIds(clock, random);
    }

    List<Webhook> of(WorkspaceId workspace) {
        return view.of(workspace);
    }

    /// Another workspace's webhook is as unknown as none at all.
    Optional<Webhook> find(WorkspaceId workspace, String id) {
        return Optional.of(id)
                .filter(WebhookId::isWellFormed)
                .map(WebhookId::new)
                .flatMap(view::find)
                .filter(it -> it.workspaceId().equals(workspace));
    }

    Registering register(WorkspaceId workspace, Registration wish) {
        return turns.take(
                workspace,
                () -> {
                    if (view.of(workspace).size() >= maxPerWorkspace) {
                        return new Registering.TooMany(maxPerWorkspace);
                    }
                    var secret = WebhookSecret.random(random);
                    Webhook webhook = webhook(workspace, wish, secret);
                    return write(webhook)
                            ? new Registering.Registered(webhook, secret)
                            : new Registering.Unavailable();
                },
                Registering.Unavailable::new);
    }

    /// A wish that changes nothing writes nothing.
    Changing change(WorkspaceId workspace, String id, WebhookChange wish) {
        return turns.take(
                workspace,
                () -> {
                    Optional<Webhook> before = find(workspace, id);
                    if (before.isEmpty()) {
                        return new Changing.Unknown();
                    }
                    if (!writer.hasReadAllBack()) {
                        return new Changing.Unavailable();
                    }
                    Webhook after = wish.applyTo(before.get(), now());
                    return after.equals(before.get()) || write(after)
                            ? new Changing.Changed(after)
                            : new Changing.Unavailable();
                },
                Changing.Unavailable::new);
    }

    Rotating rotate(WorkspaceId workspace, String id, Rotation wish) {
        return turns.take(
                workspace,
                () ->
                        find(workspace, id)
                                .map(it -> rotate(it, wish))
                                .orElseGet(Rotating.Unknown::new),
                Rotating.Unavailable::new);
    }

    /// In its turn too: a change under way must not bring a deleted webhook back.
    Deleting delete(WorkspaceId workspace, String id) {
        return turns.take(
                workspace,
                () -> {
                    Optional<Webhook> webhook = find(workspace, id);
                    if (webhook.isEmpty()) {
                        return Deleting.UNKNOWN;
                    }
                    return writer.write(WebhookRecords.writeDeleted(topic, webhook.get().id()))
                            ? Deleting.DELETED
                            : Deleting.UNAVAILABLE;
                },
                () -> Deleting.UNAVAILABLE);
    }

    private Rotating rotate(Webhook webhook, Rotation wish) {
        if (!writer.hasReadAllBack()) {
            return new Rotating.Unavailable();
        }
        var secret = WebhookSecret.random(random);
        var sealed = secrets.seal(secret, webhook.workspaceId(), webhook.id());
        return switch (wish.decide(webhook, sealed, now())) {
            case Rotation.Decision.Overlapping(Instant until) -> new Rotating.Overlapping(until);
            case Rotation.Decision.Rotated(Webhook after) ->
                    write(after) ? new Rotating.Rotated(after, secret) : new Rotating.Unavailable();
        };
    }

    private boolean write(Webhook webhook) {
        return writer.write(WebhookRecords.write(topic, webhook));
    }

    private Webhook webhook(WorkspaceId workspace, Registration wish, WebhookSecret secret) {
        WebhookId id = ids.webhook();
        Instant now = now();
        return new Webhook(
                id,
                workspace,
                wish.url().toString(),
                wish.events(),
                secrets.seal(secret, workspace, id),
                Optional.empty(),
                wish.description(),
                wish.enabled().orElse(true),
                now,
                now);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
