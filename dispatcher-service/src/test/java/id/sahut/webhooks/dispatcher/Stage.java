package id.sahut.webhooks.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;
import id.sahut.webhooks.dispatcher.names.Lookup;
import id.sahut.webhooks.testing.TestCluster;
import id.sahut.webhooks.testing.TestReceiver;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A broker, an endpoint and a dispatcher between them, with a retry after 5 s and one after 30 s.
/// Confined to the test's thread.
final class Stage implements AutoCloseable {

    static {
        JvmSettings.apply(); // before the broker looks up a name
    }

    static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    static final Duration SOON = Duration.ofSeconds(20);

    private static final Instant CREATED = Instant.parse("2024-03-15T08:30:00Z");

    final TestCluster cluster;
    final TestReceiver receiver = TestReceiver.start();
    private final AtomicInteger ids = new AtomicInteger();
    private Health health = new Health();
    private Optional<DispatcherService> dispatcher = Optional.empty();

    private Stage(TestCluster cluster) {
        this.cluster = cluster;
    }

    static Stage in(Path folder) {
        return on(TestCluster.start(folder, "5s,30s"));
    }

    static Stage on(TestCluster cluster) {
        return new Stage(cluster);
    }

    /// Starts the dispatcher, after ending the one before.
    ///
    /// @return its metrics
    PrometheusMeterRegistry start(Map<String, String> more) {
        return start(more, InetAddress::getAllByName);
    }

    /// How the dispatcher is that was started last.
    Health.Report readiness() {
        return health.readiness();
    }

    PrometheusMeterRegistry start(Map<String, String> more, Lookup lookup) {
        stop();
        var settings = new HashMap<>(Map.of("sahut.allowed-private-cidrs", "127.0.0.0/8"));
        settings.putAll(more);
        health = new Health();
        PrometheusMeterRegistry meters = Meters.forProcess();
        dispatcher =
                Optional.of(
                        DispatcherService.start(
                                cluster.settings(settings), meters, health, lookup));
        await().atMost(SOON).until(() -> health.readiness().isWell());
        return meters;
    }

    void stop() {
        dispatcher.ifPresent(DispatcherService::close);
        dispatcher = Optional.empty();
    }

    /// The keys that the cluster's settings name.
    SecretBox secrets() {
        return cluster.settings(Map.of()).secretBox(new SecureRandom());
    }

    WebhookId newId() {
        return new WebhookId("wh_it" + ids.incrementAndGet());
    }

    /// An enabled webhook at the path that is its id.
    Webhook webhook(WebhookId id, EncryptedSecret secret) {
        return webhook(id, secret, Optional.empty(), true);
    }

    Webhook webhook(
            WebhookId id,
            EncryptedSecret secret,
            Optional<PreviousSecret> previous,
            boolean enabled) {
        return webhook(id, receiver.url("/" + id), secret, previous, enabled);
    }

    /// An enabled webhook at any address, also one that the API would not take.
    Webhook webhookAt(String url, WebhookId id) {
        return webhook(
                id,
                url,
                seal(WebhookSecret.random(new SecureRandom()), id),
                Optional.empty(),
                true);
    }

    private static Webhook webhook(
            WebhookId id,
            String url,
            EncryptedSecret secret,
            Optional<PreviousSecret> previous,
            boolean enabled) {
        return new Webhook(
                id,
                WORKSPACE,
                url,
                EventCatalogue.builtIn().types(),
                secret,
                previous,
                Optional.empty(),
                enabled,
                CREATED,
                CREATED);
    }

    WebhookId register(Webhook webhook) {
        cluster.write(WebhookRecords.write(cluster.topics().webhooks(), webhook));
        return webhook.id();
    }

    EncryptedSecret seal(WebhookSecret secret, WebhookId id) {
        return secrets().seal(secret, WORKSPACE, id);
    }

    void deliver(WebhookId webhook, String payload) {
        cluster.write(
                DeliveryRecords.write(cluster.topics().deliveries(), delivery(webhook, payload)));
    }

    Delivery delivery(WebhookId webhook, String payload) {
        int number = ids.incrementAndGet();
        return Delivery.first(
                webhook,
                new DeliveryId("dlv_" + number),
                new EventId("evt_" + number),
                "message.created",
                WORKSPACE.value(),
                Instant.now(),
                Optional.empty(),
                payload.getBytes(UTF_8));
    }

    /// Does what the scheduler does when a delivery is due.
    void forward(ConsumerRecord<byte[], byte[]> parked) {
        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().due(),
                        null,
                        null,
                        parked.key(),
                        parked.value(),
                        parked.headers()));
    }

    List<TestReceiver.Received> received(WebhookId webhook) {
        return receiver.received("/" + webhook);
    }

    List<AttemptRecord> attempts(WebhookId webhook) {
        return of(webhook, cluster.topics().attempts()).stream()
                .map(it -> AttemptRecord.read(it.value()).orElseThrow())
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> parked(WebhookId webhook, String tier) {
        return of(webhook, cluster.topics().prefix() + "deliveries.delay." + tier);
    }

    List<ConsumerRecord<byte[], byte[]>> expired(WebhookId webhook) {
        return of(webhook, cluster.topics().expired());
    }

    private List<ConsumerRecord<byte[], byte[]>> of(WebhookId webhook, String topic) {
        return cluster.read(topic).stream()
                .filter(it ->
                        it.key() != null && new String(it.key(), UTF_8).equals(webhook.value()))
                .toList();
    }

    @Override
    public void close() {
        stop();
        receiver.close();
        cluster.close();
    }
}
