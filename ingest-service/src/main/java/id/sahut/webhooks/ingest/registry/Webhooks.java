package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.ReadBackWriter;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.write.PromptWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// A workspace's webhooks, to look up, to change and to try; no workspace ever meets another's.
/// Safe for any thread.
public final class Webhooks {

    private final WebhookView view;
    private final RegistryTopic topic;
    private final RegistrationRules rules;
    private final TestDeliveries tests;
    private final TestSender testSender;
    private final SecretBox secrets;
    private final int maxPerWorkspace;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final NewIds ids;

    /// Several processes may together exceed a workspace's limit by as many as they are.
    private final WorkspaceTurns turns = new WorkspaceTurns();

    /// What it works with.
    ///
    /// @param view of the webhooks that there are
    /// @param writer waits for this view
    /// @param testWriter for deliveries of tests
    /// @param maxPerWorkspace how many webhooks one may have
    /// @param random a secure one: secrets come from it
    public record Wiring(
            TopicNames topics,
            WebhookView view,
            ReadBackWriter writer,
            PromptWriter testWriter,
            EventCatalogue catalogue,
            AddressRules addresses,
            SecretBox secrets,
            int maxPerWorkspace,
            InstantSource clock,
            RandomGenerator random) {}

    /// What came of registering a webhook.
    public sealed interface Registering {
        record Registered(Webhook webhook, WebhookSecret secret) implements Registering {}

        record TooMany(int limit) implements Registering {}

        record Unavailable() implements Registering {}
    }

    /// What came of changing one.
    public sealed interface Changing {
        record Changed(Webhook webhook) implements Changing {}

        record Unknown() implements Changing {}

        record Unavailable() implements Changing {}
    }

    /// What came of giving one a new secret.
    public sealed interface Rotating {
        record Rotated(Webhook webhook, WebhookSecret secret) implements Rotating {}

        record Overlapping(Instant until) implements Rotating {}

        record Unknown() implements Rotating {}

        record Unavailable() implements Rotating {}
    }

    /// What came of deleting one.
    public enum Deleting {
        DELETED,
        UNKNOWN,
        UNAVAILABLE
    }

    /// What came of testing one.
    public sealed interface Testing {
        /// It is on its way.
        record Sent(EventType event, Delivery delivery) implements Testing {}

        /// A delivery would wait until somebody enables the webhook.
        record Disabled() implements Testing {}

        /// @param why for the customer
        record Invalid(String why) implements Testing {}

        record Unavailable() implements Testing {}
    }

    public Webhooks(Wiring wiring) {
        this.view = wiring.view;
        this.secrets = wiring.secrets;
        this.maxPerWorkspace = wiring.maxPerWorkspace;
        this.clock = wiring.clock;
        this.random = wiring.random;
        this.ids = new NewIds(clock, random);
        this.topic = new RegistryTopic(wiring.topics.webhooks(), wiring.writer);
        this.rules = new RegistrationRules(wiring.catalogue, wiring.addresses);
        this.tests = new TestDeliveries(wiring.catalogue, rules, ids, clock);
        this.testSender = new TestSender(wiring.topics.deliveries(), wiring.testWriter);
    }

    /// What today's rules say about a URL, before somebody registers it.
    public EndpointCheck check(String url) {
        return rules.check(url);
    }

    public Reading<Registration> readRegistration(byte[] body) {
        return rules.readRegistration(body);
    }

    public Reading<WebhookChange> readChange(byte[] body) {
        return rules.readChange(body);
    }

    /// @param body nothing at all is the same as an empty object
    public Reading<Rotation> readRotation(byte[] body) {
        return rules.readRotation(body);
    }

    /// @param body nothing at all is the same as an empty object
    public Reading<TestRequest> readTest(byte[] body) {
        return rules.readTest(body);
    }

    /// Whether what is told about webhooks is what there is, and not what has been read so far.
    public boolean isCurrent() {
        CompletableFuture<Void> caughtUp = view.caughtUp();
        return caughtUp.isDone() && !caughtUp.isCompletedExceptionally() && view.isAlive();
    }

    public List<Webhook> of(WorkspaceId workspace) {
        return view.of(workspace);
    }

    /// Another workspace's webhook is as unknown as none at all.
    public Optional<Webhook> find(WorkspaceId workspace, String id) {
        return Optional.of(id)
                .filter(WebhookId::isWellFormed)
                .map(WebhookId::new)
                .flatMap(view::find)
                .filter(it -> it.workspaceId().equals(workspace));
    }

    public Registering register(WorkspaceId workspace, Registration wish) {
        return turns.take(
                workspace,
                () -> {
                    if (view.of(workspace).size() >= maxPerWorkspace) {
                        return new Registering.TooMany(maxPerWorkspace);
                    }
                    var secret = WebhookSecret.random(random);
                    Webhook webhook = webhook(workspace, wish, secret);
                    return topic.write(webhook)
                            ? new Registering.Registered(webhook, secret)
                            : new Registering.Unavailable();
                },
                Registering.Unavailable::new);
    }

    /// A wish that changes nothing writes nothing.
    public Changing change(WorkspaceId workspace, String id, WebhookChange wish) {
        return turns.take(
                workspace,
                () -> {
                    Optional<Webhook> before = find(workspace, id);
                    if (before.isEmpty()) {
                        return new Changing.Unknown();
                    }
                    if (!topic.hasReadAllBack()) {
                        return new Changing.Unavailable();
                    }
                    Webhook after = wish.applyTo(before.get(), now());
                    return after.equals(before.get()) || topic.write(after)
                            ? new Changing.Changed(after)
                            : new Changing.Unavailable();
                },
                Changing.Unavailable::new);
    }

    public Rotating rotate(WorkspaceId workspace, String id, Rotation wish) {
        return turns.take(
                workspace,
                () ->
                        find(workspace, id)
                                .map(it -> rotate(it, wish))
                                .orElseGet(Rotating.Unknown::new),
                Rotating.Unavailable::new);
    }

    /// In its turn too: a change under way must not bring a deleted webhook back.
    public Deleting delete(WorkspaceId workspace, String id) {
        return turns.take(
                workspace,
                () -> {
                    Optional<Webhook> webhook = find(workspace, id);
                    if (webhook.isEmpty()) {
                        return Deleting.UNKNOWN;
                    }
                    return topic.writeDeleted(webhook.get().id())
                            ? Deleting.DELETED
                            : Deleting.UNAVAILABLE;
                },
                () -> Deleting.UNAVAILABLE);
    }

    /// Why today's rules refuse a webhook's URL, for the customer; empty when they don't.
    public Optional<String> refusal(Webhook webhook) {
        return rules.refusal(webhook.url());
    }

    /// Sends a sample event to one webhook.
    public Testing test(Webhook webhook, TestRequest wish) {
        return switch (tests.decide(webhook, wish)) {
            case TestDeliveries.Decision.Disabled() -> new Testing.Disabled();
            case TestDeliveries.Decision.Invalid(String why) -> new Testing.Invalid(why);
            case TestDeliveries.Decision.Send(EventType event, Delivery delivery) ->
                    testSender.send(delivery)
                            ? new Testing.Sent(event, delivery)
                            : new Testing.Unavailable();
        };
    }

    private Rotating rotate(Webhook webhook, Rotation wish) {
        if (!topic.hasReadAllBack()) {
            return new Rotating.Unavailable();
        }
        var secret = WebhookSecret.random(random);
        var sealed = secrets.seal(secret, webhook.workspaceId(), webhook.id());
        return switch (wish.decide(webhook, sealed, now())) {
            case Rotation.Decision.Overlapping(Instant until) -> new Rotating.Overlapping(until);
            case Rotation.Decision.Rotated(Webhook after) ->
                    topic.write(after)
                            ? new Rotating.Rotated(after, secret)
                            : new Rotating.Unavailable();
        };
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
