package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.registration.RegistrationReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A workspace's webhooks, to look up and to change; no workspace ever meets another's. Safe for
/// any thread.
final class WebhookRegistry {

    private static final int LOCKS = 64;

    /// Together with the producer's own limit 4.5 s: without Kafka, a request is answered within 5
    /// s.
    private static final Duration TURN = Duration.ofMillis(1_500);

    private final String topic;
    private final WebhookView view;
    private final WebhookWriter writer;
    private final SecretBox secrets;
    private final int maxPerWorkspace;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final NewIds ids;

    /// Counting a workspace's webhooks and adding one is one step within this process. Several
    /// processes may together exceed the limit by as many as they are.
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    /// What came of registering a webhook.
    sealed interface Registering {
        record Registered(Webhook webhook, WebhookSecret secret) implements Registering {}

        record TooMany(int limit) implements Registering {}

        record Unavailable() implements Registering {}
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
            WebhookWriter writer,
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

    Registering register(WorkspaceId workspace, RegistrationReading.Accepted wish) {
        ReentrantLock lock = locks.get(Math.floorMod(workspace.hashCode(), LOCKS));
        if (!acquire(lock)) {
            return new Registering.Unavailable();
        }
        try {
            if (view.of(workspace).size() >= maxPerWorkspace) {
                return new Registering.TooMany(maxPerWorkspace);
            }
            var secret = WebhookSecret.random(random);
            Webhook webhook = webhook(workspace, wish, secret);
            return writer.write(WebhookRecords.write(topic, webhook))
                    ? new Registering.Registered(webhook, secret)
                    : new Registering.Unavailable();
        } finally {
            lock.unlock();
        }
    }

    Deleting delete(WorkspaceId workspace, String id) {
        Optional<Webhook> webhook = find(workspace, id);
        if (webhook.isEmpty()) {
            return Deleting.UNKNOWN;
        }
        return writer.write(WebhookRecords.writeDeleted(topic, webhook.get().id()))
                ? Deleting.DELETED
                : Deleting.UNAVAILABLE;
    }

    /// While Kafka is away, one workspace's requests must not wait behind each other for minutes.
    private static boolean acquire(ReentrantLock lock) {
        try {
            return lock.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Webhook webhook(
            WorkspaceId workspace, RegistrationReading.Accepted wish, WebhookSecret secret) {
        WebhookId id = ids.webhook();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Webhook(
                id,
                workspace,
                wish.url().toString(),
                wish.events(),
                secrets.seal(secret, workspace, id),
                Optional.empty(),
                Optional.empty(),
                true,
                now,
                now);
    }
}
