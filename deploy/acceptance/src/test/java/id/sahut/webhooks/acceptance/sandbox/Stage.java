package id.sahut.webhooks.acceptance.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.receiver.Receiver;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.apikey.Plan;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.JsonNode;

/// A running system seen from outside: its Kafka, its API, the customers' server, and what was
/// published. Safe for any thread.
public final class Stage implements AutoCloseable {

    public static final String EVENTS = "sahut.events";

    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(60);

    private final KafkaObserver kafka;
    private final ApiClient api;
    private final Receiver receiver = Receiver.start();
    private final Ledger ledger = new Ledger();
    private final AtomicLong workspaces = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final String run = Long.toString(RandomGenerator.getDefault().nextLong(1 << 30), 36);
    private final ApiKeys keys;

    public Stage(String bootstrap, int httpPort) {
        this.kafka = new KafkaObserver(bootstrap);
        this.api = new ApiClient(httpPort);
        var settings =
                Settings.load(
                        Optional.empty(), Map.of(), Map.of("kafka.bootstrap.servers", bootstrap));
        this.keys =
                new ApiKeys(
                        new KafkaClients(settings.kafka(), Optional.empty()),
                        settings.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
    }

    public KafkaObserver kafka() {
        return kafka;
    }

    public ApiClient api() {
        return api;
    }

    public Receiver receiver() {
        return receiver;
    }

    public Ledger ledger() {
        return ledger;
    }

    /// A workspace of its own with one webhook, which hears of every event.
    public Subscription subscribe(String path, Script script) {
        receiver.script(path, script);
        return subscribe(newWorkspace(), path, receiver.url(path));
    }

    /// One more webhook for a workspace, at any URL.
    public Subscription subscribe(Workspace workspace, String path, String url) {
        JsonNode data = registered(workspace.apiKey(), url);
        String secret = data.get("secret").asString();
        Confidential.add(secret);
        return new Subscription(
                data.get("id").asString(), workspace.id(), workspace.apiKey(), path, secret);
    }

    /// A workspace and the key to it. Immutable.
    public record Workspace(String id, String apiKey) {}

    public Workspace newWorkspace() {
        return keyTo(new WorkspaceId("ws_" + run + "x" + workspaces.incrementAndGet()));
    }

    /// A new key to a workspace.
    public Workspace keyTo(WorkspaceId id) {
        String key = keys.create(id, "acceptance").plain().reveal();
        Confidential.add(key);
        return new Workspace(id.value(), key);
    }

    /// The same with an operator's right.
    public Workspace operatorOf(WorkspaceId id) {
        String key = keys.create(id, "on call", Plan.BUSINESS, true).plain().reveal();
        Confidential.add(key);
        return new Workspace(id.value(), key);
    }

    /// An id that no other event of this stage has.
    public String newEventId() {
        return "evt" + run + "x" + events.incrementAndGet();
    }

    public Event newMessage(String workspace) {
        return Event.message(newEventId(), workspace);
    }

    /// Publishes an event to any partition.
    public CompletableFuture<Void> publish(Event event) {
        var record = new ProducerRecord<>(EVENTS, event.id().getBytes(UTF_8), event.body());
        record.headers().add("event-id", event.id().getBytes(UTF_8));
        long now = System.nanoTime();
        var acknowledged = kafka.send(record);
        ledger.add(new Ledger.Entry(event, now, acknowledged));
        return acknowledged;
    }

    /// Waits until Kafka has everything that was published.
    public void awaitAcknowledged() {
        try {
            CompletableFuture.allOf(
                            ledger.all().stream()
                                    .map(Ledger.Entry::acknowledged)
                                    .toArray(CompletableFuture<?>[]::new))
                    .get(ACKNOWLEDGED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("Kafka has not taken every event", e);
        }
    }

    @Override
    public void close() {
        receiver.close();
        kafka.close();
    }

    /// A key works as soon as every API has read it, which takes a moment.
    private JsonNode registered(String key, String url) {
        return await("the API takes the new key")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> api.register(key, url), Optional::isPresent)
                .orElseThrow();
    }
}
