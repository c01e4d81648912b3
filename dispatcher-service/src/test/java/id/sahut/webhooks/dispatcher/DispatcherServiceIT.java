package id.sahut.webhooks.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;
import id.sahut.webhooks.testing.TestCluster;
import id.sahut.webhooks.testing.TestReceiver;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The dispatcher with a real broker and real endpoints.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DispatcherServiceIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    private static final String GROUP = "sahut.dispatcher";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir private static Path folder;

    private TestCluster cluster;
    private TestReceiver receiver;
    private final List<DispatcherService> running = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();

    @BeforeAll
    void startCluster() {
        JvmSettings.apply();
        cluster = TestCluster.start(folder);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void startReceiver() {
        receiver = TestReceiver.start();
    }

    @AfterEach
    void stopAll() {
        running.forEach(DispatcherService::close);
        running.clear();
        receiver.close();
    }

    @Test
    void aDeliveryIsPostedAsItIsAndSignedForItsWebhook() {
        WebhookSecret secret = WebhookSecret.random(new SecureRandom());
        WebhookId webhook = register("/signed", secret);
        start(Map.of());

        byte[] payload =
                "{ \"event\":\"message.created\", \"text\":\"Halo 👋\" }\n".getBytes(UTF_8);
        deliver(webhook, payload);

        await().atMost(SOON).until(() -> receiver.received("/signed").size() == 1);
        var post = receiver.received("/signed").getFirst();
        assertThat(post.body()).isEqualTo(payload);
        assertThat(post.attempt()).isEqualTo(1);
        assertThat(post.headers())
                .containsEntry("x-sahut-signature", new Signer().sahut(secret, payload))
                .containsEntry("x-sahut-event", "message.created")
                .containsEntry("content-type", "application/json")
                .containsEntry("webhook-id", post.delivery());
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(attempts(webhook))
                                .extracting(AttemptRecord::outcome, AttemptRecord::next)
                                .containsExactly(
                                        org.assertj.core.groups.Tuple.tuple("delivered", "none")));
    }

    @Test
    void aRecordWithOnlyAKeyAndAValueIsDelivered() {
        WebhookId webhook = register("/by-hand");
        start(Map.of());

        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().deliveries(),
                        webhook.value().getBytes(UTF_8),
                        EventCatalogue.builtIn().entries().iterator().next().example()));

        await().atMost(SOON).until(() -> receiver.received("/by-hand").size() == 1);
        assertThat(receiver.received("/by-hand").getFirst().headers())
                .containsEntry("x-sahut-event", "conversation.created")
                .containsEntry("x-sahut-attempt", "1");
    }

    @Test
    void aFailureIsParkedWithItsAttemptCountedAndTheLastOneExpires() {
        WebhookId webhook = register("/fails");
        receiver.answer("/fails", _ -> 500);
        start(Map.of());

        deliver(webhook, new byte[] {'1'});
        await().atMost(SOON).until(() -> parked(webhook).size() == 1);
        assertThat(DeliveryHeaders.text(parked(webhook).getFirst().headers(), "attempt"))
                .contains("1");
        assertThat(DeliveryHeaders.text(parked(webhook).getFirst().headers(), "last-status"))
                .contains("500");

        forward(parked(webhook).getFirst());
        await().atMost(SOON).until(() -> expired(webhook).size() == 1);
        assertThat(DeliveryHeaders.text(expired(webhook).getFirst().headers(), "attempt"))
                .contains("2");
        assertThat(DeliveryHeaders.text(expired(webhook).getFirst().headers(), "expired-reason"))
                .contains("attempts");
        assertThat(receiver.received("/fails"))
                .extracting(TestReceiver.Received::attempt)
                .containsExactly(1, 2);
    }

    @Test
    void anExpiredDeliveryThatIsPipedBackStartsOver() {
        WebhookId webhook = register("/redriven");
        var delivery =
                delivery(webhook, new byte[] {'x'})
                        .failed(new Delivery.LastFailure(Optional.of(500), "refused"));
        var record =
                DeliveryRecords.writeExpired(
                        cluster.topics().deliveries(),
                        delivery,
                        id.sahut.webhooks.common.delivery.ExpiryReason.ATTEMPTS,
                        Instant.parse("2024-03-15T08:30:00Z"));
        start(Map.of());

        cluster.write(record);

        await().atMost(SOON).until(() -> receiver.received("/redriven").size() == 1);
        assertThat(receiver.received("/redriven").getFirst().attempt()).isEqualTo(1);
        assertThat(receiver.received("/redriven").getFirst().delivery())
                .isEqualTo(delivery.id().value());
    }

    @Test
    void aDeletedWebhooksDeliveriesAreCancelledAfterHavingWaitedOnce() {
        WebhookId webhook = register("/deleted");
        cluster.write(WebhookRecords.writeDeleted(cluster.topics().webhooks(), webhook));
        start(Map.of());

        deliver(webhook, new byte[] {'x'});
        await().atMost(SOON).until(() -> parked(webhook).size() == 1);
        forward(parked(webhook).getFirst());

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(attempts(webhook))
                                .extracting(AttemptRecord::outcome)
                                .containsExactly("cancelled"));
        assertThat(receiver.received("/deleted")).isEmpty();
        assertThat(parked(webhook)).hasSize(1);
    }

    @Test
    void aDeliveryWhoseWebhookIsNotKnownYetIsMadeWhenItIs() {
        start(Map.of());
        var early = new WebhookId("wh_early");
        deliver(early, new byte[] {'x'});
        await().atMost(SOON).until(() -> parked(early).size() == 1);

        register("/early", WebhookSecret.random(new SecureRandom()), early);
        forward(parked(early).getFirst());

        await().atMost(SOON).until(() -> receiver.received("/early").size() == 1);
        assertThat(receiver.received("/early").getFirst().attempt()).isEqualTo(1);
    }

    @Test
    void anAddressInsideTheNetworkIsNeverCalled() {
        WebhookId webhook = register("/inside");
        start(Map.of("sahut.allowed-private-cidrs", "10.0.0.0/8"));

        deliver(webhook, new byte[] {'x'});

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(attempts(webhook))
                                .extracting(AttemptRecord::outcome)
                                .containsExactly("blocked"));
        assertThat(receiver.received("/inside")).isEmpty();
    }

    @Test
    void whatIsNoDeliveryIsPutAsideAndHoldsNothingUp() {
        WebhookId webhook = register("/behind-rubbish");
        start(Map.of());
        String topic = cluster.topics().deliveries();
        byte[] key = webhook.value().getBytes(UTF_8);
        long before = cluster.read(cluster.topics().expired()).size();

        cluster.write(new ProducerRecord<>(topic, partitionOf(webhook), null, new byte[] {1}));
        cluster.write(
                new ProducerRecord<>(
                        topic,
                        partitionOf(webhook),
                        "\u0000rubbish".getBytes(UTF_8),
                        new byte[] {1}));
        cluster.write(new ProducerRecord<>(topic, partitionOf(webhook), key, null));
        var garbled = new ProducerRecord<>(topic, partitionOf(webhook), key, new byte[] {'y'});
        garbled.headers()
                .add("attempt", "-7".getBytes(UTF_8))
                .add("created-at", new byte[] {0, 1})
                .add("event-type", "a\r\nb: c".getBytes(UTF_8));
        for (int i = 0; i < 1_000; i++) {
            garbled.headers().add("h" + i, new byte[100]);
        }
        cluster.write(garbled);
        deliver(webhook, new byte[] {'x'});

        await().atMost(SOON).until(() -> receiver.received("/behind-rubbish").size() == 2);
        await().atMost(SOON)
                .until(() -> cluster.read(cluster.topics().expired()).size() == before + 3);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
    }

    @Test
    void whileOneEndpointHangsTheOthersGetTheirsAndProgressGoesOn() {
        WebhookId hanging = register("/hangs");
        WebhookId healthy = register("/healthy");
        receiver.answer("/hangs", _ -> TestReceiver.Answer.NEVER);
        start(
                Map.of(
                        "sahut.dispatcher.attempt-timeout",
                        "2s",
                        "sahut.dispatcher.max-lane-wait",
                        "1s"));

        for (int i = 0; i < 300; i++) {
            deliver(hanging, ("h" + i).getBytes(UTF_8));
            deliver(healthy, ("g" + i).getBytes(UTF_8));
        }

        await().atMost(SOON).until(() -> receiver.received("/healthy").size() == 300);
        await().atMost(SOON).until(() -> parked(hanging).size() == 300);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        long deferred =
                parked(hanging).stream()
                        .filter(it ->
                                DeliveryHeaders.text(it.headers(), "deferrals")
                                        .orElse("0")
                                        .equals("1"))
                        .peek(it ->
                                assertThat(DeliveryHeaders.text(it.headers(), "attempt"))
                                        .contains("0"))
                        .count();
        assertThat(deferred).as("set aside without being charged").isGreaterThan(150);
    }

    @Test
    void aDispatcherThatJoinsAndOneThatLeavesRepeatNothing() {
        WebhookId[] webhooks = new WebhookId[20];
        for (int i = 0; i < webhooks.length; i++) {
            webhooks[i] = register("/moves" + i);
            receiver.answer("/moves" + i, _ -> slowly(40));
        }
        start(Map.of());
        int total = 0;
        for (int round = 0; round < 60; round++) {
            for (WebhookId webhook : webhooks) {
                deliver(webhook, ("m" + round).getBytes(UTF_8));
                total++;
            }
            if (round == 15) {
                start(Map.of());
            }
            if (round == 40) {
                running.removeFirst().close();
            }
        }

        int expected = total;
        await().atMost(Duration.ofSeconds(60))
                .until(() -> distinctDeliveries("/moves").size() == expected);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        assertThat(receiver.received().stream().filter(it -> it.path().startsWith("/moves")))
                .hasSize(expected);
    }

    @Test
    void whatHadEndedOutOfOrderIsNotAttemptedAgainByTheNextDispatcher() throws Exception {
        WebhookId slow = register("/slow");
        receiver.answer(
                "/slow",
                it ->
                        it.attempt() == 1 && receiver.received("/slow").size() == 1
                                ? TestReceiver.Answer.NEVER
                                : 204);
        start(Map.of("sahut.dispatcher.attempt-timeout", "8s"));
        deliver(slow, new byte[] {'0'});
        await().atMost(SOON).until(() -> receiver.received("/slow").size() == 1);
        for (int i = 1; i <= 20; i++) {
            deliver(slow, new byte[] {(byte) ('0' + i)});
        }
        await().atMost(SOON).until(() -> receiver.received("/slow").size() == 21);
        var partition = new TopicPartition(cluster.topics().deliveries(), partitionOf(slow));
        await().atMost(SOON).until(() -> committed(partition).metadata().startsWith("v1:"));

        running.removeFirst().close();
        start(Map.of());

        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        assertThat(distinctDeliveries("/slow")).hasSize(21);
        assertThat(receiver.received("/slow")).hasSizeLessThanOrEqualTo(22);
    }

    @Test
    void metadataOfAForeignHandIsIgnored() throws Exception {
        WebhookId webhook = register("/foreign");
        var partition = new TopicPartition(cluster.topics().deliveries(), partitionOf(webhook));
        start(Map.of());
        deliver(webhook, new byte[] {'1'});
        await().atMost(SOON).until(() -> receiver.received("/foreign").size() == 1);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        running.removeFirst().close();
        long end = committed(partition).offset();
        try (var admin = cluster.clients().admin()) {
            admin.alterConsumerGroupOffsets(
                            GROUP, Map.of(partition, new OffsetAndMetadata(end - 1, "mirrored:{}")))
                    .all()
                    .get();
        }

        start(Map.of());

        await().atMost(SOON).until(() -> receiver.received("/foreign").size() == 2);
        assertThat(distinctDeliveries("/foreign")).hasSize(1);
    }

    private void start(Map<String, String> more) {
        var settings =
                new java.util.HashMap<>(Map.of("sahut.allowed-private-cidrs", "127.0.0.0/8"));
        settings.putAll(more);
        Settings all = cluster.settings(settings);
        var health = new Health();
        running.add(DispatcherService.start(all, Meters.forProcess(), health));
        await().atMost(SOON).until(() -> health.readiness().isWell());
    }

    private WebhookId register(String path) {
        return register(path, WebhookSecret.random(new SecureRandom()));
    }

    private WebhookId register(String path, WebhookSecret secret) {
        var id = new WebhookId("wh_it" + ids.incrementAndGet());
        register(path, secret, id);
        return id;
    }

    private void register(String path, WebhookSecret secret, WebhookId id) {
        var now = Instant.parse("2024-03-15T08:30:00Z");
        var box = cluster.settings(Map.of()).secretBox(new SecureRandom());
        cluster.write(
                WebhookRecords.write(
                        cluster.topics().webhooks(),
                        new Webhook(
                                id,
                                WORKSPACE,
                                receiver.url(path),
                                EventCatalogue.builtIn().types(),
                                box.seal(secret, WORKSPACE, id),
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                now,
                                now)));
    }

    private void deliver(WebhookId webhook, byte[] payload) {
        cluster.write(
                DeliveryRecords.write(cluster.topics().deliveries(), delivery(webhook, payload)));
    }

    private Delivery delivery(WebhookId webhook, byte[] payload) {
        int number = ids.incrementAndGet();
        return Delivery.first(
                webhook,
                new DeliveryId("dlv_" + number),
                new EventId("evt_" + number),
                "message.created",
                WORKSPACE.value(),
                Instant.now(),
                Optional.empty(),
                payload);
    }

    /// Does what the scheduler does when a delivery is due.
    private void forward(ConsumerRecord<byte[], byte[]> parked) {
        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().due(),
                        null,
                        null,
                        parked.key(),
                        parked.value(),
                        parked.headers()));
    }

    private List<AttemptRecord> attempts(WebhookId webhook) {
        return of(webhook, cluster.read(cluster.topics().attempts())).stream()
                .map(it -> AttemptRecord.read(it.value()).orElseThrow())
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> parked(WebhookId webhook) {
        return of(webhook, cluster.read(cluster.topics().prefix() + "deliveries.delay.5s"));
    }

    private List<ConsumerRecord<byte[], byte[]>> expired(WebhookId webhook) {
        return of(webhook, cluster.read(cluster.topics().expired()));
    }

    private static List<ConsumerRecord<byte[], byte[]>> of(
            WebhookId webhook, List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(it ->
                        it.key() != null && new String(it.key(), UTF_8).equals(webhook.value()))
                .toList();
    }

    private Set<String> distinctDeliveries(String pathPrefix) {
        return receiver.received().stream()
                .filter(it -> it.path().startsWith(pathPrefix))
                .map(TestReceiver.Received::delivery)
                .collect(toSet());
    }

    private int partitionOf(WebhookId webhook) {
        return org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
                webhook.value().getBytes(UTF_8), 12);
    }

    private OffsetAndMetadata committed(TopicPartition partition)
            throws ExecutionException, InterruptedException {
        try (var admin = cluster.clients().admin()) {
            var offsets =
                    admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
            return offsets.getOrDefault(partition, new OffsetAndMetadata(0));
        }
    }

    private long lag() throws ExecutionException, InterruptedException {
        return cluster.lag(GROUP);
    }

    private static int slowly(long millis) throws InterruptedException {
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(millis); // the endpoint's own slowness
        return 204;
    }
}
