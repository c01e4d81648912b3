package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// The fan-out on a real broker. Each test has a workspace of its own.
class FanOutLoopIT {

    private static final EventCatalogue CATALOGUE = EventCatalogue.builtIn();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MAX_BYTES = 10_000;
    private static final String TRACEPARENT =
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir private static Path folder;
    private static TestCluster cluster;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Health health = new Health();
    private WorkspaceId workspace;
    private WebhookView webhooks;
    private GroupLoop loop;

    @BeforeAll
    static void startBroker() {
        cluster = TestCluster.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        cluster.close();
    }

    @BeforeEach
    void start(TestInfo test) {
        workspace =
                new WorkspaceId("ws_" + Integer.toUnsignedString(test.getDisplayName().hashCode()));
        startLoop();
    }

    @AfterEach
    void stop() {
        stopLoop();
    }

    @Test
    void everySampleEventIsDeliveredByteForByteToWhomeverWantsIt() {
        register("wh_all", CATALOGUE.types());
        for (EventCatalogue.Entry entry : CATALOGUE.entries()) {
            publish(ofWorkspace(entry));
        }

        var deliveries = awaitDeliveries("wh_all", 6);

        assertThat(deliveries.stream().map(it -> new String(it.value(), UTF_8)))
                .containsExactlyInAnyOrderElementsOf(
                        CATALOGUE.entries().stream()
                                .map(it -> new String(ofWorkspace(it), UTF_8))
                                .toList());
        assertThat(deliveries)
                .allSatisfy(it -> {
                    assertThat(header(it, DeliveryHeaders.ATTEMPT)).isEqualTo("0");
                    assertThat(header(it, DeliveryHeaders.WORKSPACE_ID))
                            .isEqualTo(workspace.value());
                    assertThat(header(it, DeliveryHeaders.EVENT_ID)).startsWith("evt_");
                    assertThat(header(it, DeliveryHeaders.SOURCE))
                            .startsWith(cluster.topics().events() + "-");
                    assertThat(header(it, DeliveryHeaders.DELIVERY_ID)).startsWith("dlv_");
                });
    }

    @Test
    void aWebhookGetsOnlyTheTypesItWants() {
        register("wh_resolved", List.of(new EventType("conversation.resolved")));
        CATALOGUE.entries().forEach(it -> publish(ofWorkspace(it)));

        assertThat(awaitDeliveries("wh_resolved", 1))
                .extracting(it -> header(it, DeliveryHeaders.EVENT_TYPE))
                .containsExactly("conversation.resolved");
        await().atMost(SOON).until(() -> counter("sahut.events.unmatched") == 5);
    }

    @Test
    void whatCantBeReadIsRejectedWithItsReasonAndTheEventsBehindItAreDelivered() {
        register("wh_behind", CATALOGUE.types());
        byte[] good = ofWorkspace(first());
        Map<String, byte[]> bad =
                Map.of(
                        "unreadable_json", "{\"event\": ".getBytes(UTF_8),
                        "unknown_event_type",
                                "{\"event\": \"a.b\", \"workspace_id\": \"ws_1\"}".getBytes(UTF_8),
                        "missing_workspace_id", "{\"event\": \"message.created\"}".getBytes(UTF_8),
                        "too_large", new byte[MAX_BYTES + 1]);
        bad.forEach((reason, value) -> publishTo(0, value, Map.of("test", workspace + reason)));
        publishTo(0, good, Map.of("event-id", "two words", "test", workspace + "invalid_event_id"));
        publishTo(0, good, Map.of());

        awaitDeliveries("wh_behind", 1);
        var rejected =
                cluster.read(cluster.topics().eventsRejected()).stream()
                        .filter(it -> header(it, "test").startsWith(workspace.value()))
                        .collect(
                                Collectors.toMap(
                                        it -> header(it, RejectedEvents.REASON), it -> it));

        assertThat(rejected)
                .containsOnlyKeys(
                        "unreadable_json",
                        "unknown_event_type",
                        "missing_workspace_id",
                        "too_large",
                        "invalid_event_id");
        bad.forEach((reason, value) ->
                assertThat(rejected.get(reason))
                        .satisfies(it -> assertThat(it.value()).isEqualTo(value))
                        .satisfies(it -> assertThat(header(it, "source-partition")).isEqualTo("0"))
                        .satisfies(it ->
                                assertThat(header(it, "test")).isEqualTo(workspace + reason)));
        assertThat(meters.get("sahut.events.rejected").tag("reason", "too_large").counter().count())
                .isEqualTo(1);
    }

    @Test
    void theProducersEventIdAndTraceparentTravelOnAndOtherHeadersDoNot() {
        register("wh_headers", CATALOGUE.types());
        publishTo(
                1,
                ofWorkspace(first()),
                Map.of("event-id", "order-7", "traceparent", TRACEPARENT, "x-internal", "secret"));

        var delivery = awaitDeliveries("wh_headers", 1).getFirst();

        assertThat(header(delivery, DeliveryHeaders.EVENT_ID)).isEqualTo("order-7");
        assertThat(header(delivery, DeliveryHeaders.TRACEPARENT)).isEqualTo(TRACEPARENT);
        assertThat(delivery.headers().lastHeader("x-internal")).isNull();
    }

    /// As outbox connectors, mirrors and replays write them.
    @Test
    void anEventWithAnOldRecordTimestampCountsFromWhenTheBrokerTookIt() {
        register("wh_old", CATALOGUE.types());
        Instant before = Instant.now().minusSeconds(60);
        RecordMetadata place =
                cluster.write(
                        new ProducerRecord<>(
                                cluster.topics().events(), 4, 1_000L, null, ofWorkspace(first())));

        assertThat(Instant.ofEpochMilli(place.timestamp())).isAfter(before);
        assertThat(awaitDeliveries("wh_old", 1))
                .singleElement()
                .satisfies(it ->
                        assertThat(Instant.parse(header(it, DeliveryHeaders.CREATED_AT)))
                                .isAfter(before));
    }

    @Test
    void anEventFannedOutTwiceHasTheSameDeliveryIds() {
        register("wh_again", CATALOGUE.types());
        RecordMetadata place = publish(ofWorkspace(first()));
        awaitDeliveries("wh_again", 1);

        stopLoop();
        moveGroup(new TopicPartition(place.topic(), place.partition()), place.offset());
        startLoop();

        var deliveries = awaitDeliveries("wh_again", 2);
        assertThat(
                        deliveries.stream()
                                .map(it -> header(it, DeliveryHeaders.DELIVERY_ID))
                                .distinct())
                .hasSize(1);
        assertThat(deliveries)
                .as("the second is meant, and says so")
                .extracting(it -> header(it, DeliveryHeaders.AGAIN))
                .containsExactlyInAnyOrder("", "replay");

        stopLoop();
        startLoop();
        publish(ofWorkspace(first()));
        assertThat(awaitDeliveries("wh_again", 3))
                .as("what the loop goes on from by itself is no replay")
                .filteredOn(it -> header(it, DeliveryHeaders.AGAIN).equals("replay"))
                .hasSize(1);
    }

    @Test
    void anEventIsNotFannedOutAgainAfterAnOrderlyRestart() {
        register("wh_once", CATALOGUE.types());
        publishTo(2, ofWorkspace(first()), Map.of("event-id", "one"));
        awaitDeliveries("wh_once", 1);

        stopLoop();
        startLoop();
        publishTo(2, ofWorkspace(first()), Map.of("event-id", "two"));

        assertThat(awaitDeliveries("wh_once", 2))
                .extracting(it -> header(it, DeliveryHeaders.EVENT_ID))
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void aDeletedWebhookGetsNothingMore() {
        register("wh_gone", CATALOGUE.types());
        register("wh_stays", CATALOGUE.types());
        publish(ofWorkspace(first()));
        awaitDeliveries("wh_gone", 1);

        RecordMetadata place =
                cluster.write(
                        WebhookRecords.writeDeleted(
                                cluster.topics().webhooks(), new WebhookId("wh_gone")));
        webhooks.hasRead(place.partition(), place.offset()).join();
        publish(ofWorkspace(first()));

        awaitDeliveries("wh_stays", 2);
        assertThat(deliveries("wh_gone")).hasSize(1);
    }

    @Test
    void whatWasDeletedBeforeItWasReadIsCountedAndTheRestIsDelivered() throws Exception {
        register("wh_lost", CATALOGUE.types());
        int partition = 7;
        publishTo(partition, ofWorkspace(first()), Map.of("event-id", "read"));
        awaitDeliveries("wh_lost", 1);
        stopLoop();
        for (int i = 0; i < 3; i++) {
            publishTo(partition, ofWorkspace(first()), Map.of("event-id", "lost-" + i));
        }
        RecordMetadata kept =
                publishTo(partition, ofWorkspace(first()), Map.of("event-id", "kept"));
        try (var admin = cluster.clients().admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(kept.topic(), partition),
                                    RecordsToDelete.beforeOffset(kept.offset())))
                    .all()
                    .get();
        }

        startLoop();

        assertThat(awaitDeliveries("wh_lost", 2))
                .extracting(it -> header(it, DeliveryHeaders.EVENT_ID))
                .containsExactlyInAnyOrder("read", "kept");
        assertThat(counter("sahut.records.lost")).isEqualTo(3);
    }

    @Test
    void loopsThatComeAndGoLoseNothing() {
        register("wh_shared", CATALOGUE.types());
        int count = 300;
        for (int i = 0; i < count; i++) {
            publishTo(i % 12, ofWorkspace(first()), Map.of("event-id", "shared-" + i));
            if (i % 100 == 50) {
                GroupLoop first = loop;
                loop = newLoop();
                first.close();
                assertThat(first.failure()).isNotDone();
            }
        }

        await().atMost(SOON)
                .until(() ->
                        deliveries("wh_shared").stream()
                                        .map(it -> header(it, DeliveryHeaders.EVENT_ID))
                                        .distinct()
                                        .count()
                                == count);
    }

    /// Somebody has lowered the limit since the start.
    @Test
    void anEventWhoseDeliveriesTheTopicDoesNotTakeIsRejectedOnceAndTheNextGoesOut()
            throws Exception {
        register("wh_largeA", CATALOGUE.types());
        register("wh_largeB", CATALOGUE.types());
        byte[] large =
                new String(ofWorkspace(first()), UTF_8)
                        .replaceFirst("\\{", "{\"padding\":\"" + noise(8_000) + "\",")
                        .getBytes(UTF_8);
        limitOfDeliveries("5000");
        try {
            publishTo(3, large, Map.of("event-id", "large", "test", workspace.value()));
            publishTo(3, ofWorkspace(first()), Map.of("event-id", "small"));

            assertThat(awaitDeliveries("wh_largeA", 1))
                    .extracting(it -> header(it, DeliveryHeaders.EVENT_ID))
                    .containsExactly("small");
            assertThat(cluster.read(cluster.topics().eventsRejected()))
                    .filteredOn(it -> header(it, "test").equals(workspace.value()))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.value()).isEqualTo(large);
                        assertThat(header(it, RejectedEvents.REASON)).isEqualTo("too_large");
                        assertThat(header(it, RejectedEvents.DETAIL)).contains("deliveries");
                    });
            assertThat(loop.failure()).isNotDone();
        } finally {
            limitOfDeliveries(Integer.toString(3 * 1024 * 1024));
        }
    }

    /// Two others are in the group and do not answer, so the rebalance does not end: what has
    /// stayed with this loop is read and fanned out, and none of it can be committed.
    @Test
    void whileNothingCanBeCommittedItFansOutAThousandEventsAndNoMore() throws Exception {
        register("wh_owed", CATALOGUE.types());
        await().atMost(SOON).until(() -> health.readiness().isWell());
        String group = cluster.topics().prefix() + "fan-out";
        double before = counter("sahut.events");
        var second = cluster.clients().groupConsumer(group, Duration.ofMillis(100), 10);
        var third = cluster.clients().groupConsumer(group, Duration.ofMillis(100), 10);
        try {
            second.subscribe(List.of(cluster.topics().events()));
            await().atMost(SOON)
                    .pollInSameThread()
                    .until(() -> {
                        poll(second);
                        return second.assignment().size() == 6;
                    });
            third.subscribe(List.of(cluster.topics().events()));
            await().atMost(SOON)
                    .pollInSameThread()
                    .until(() -> {
                        poll(third);
                        return rebalances(group);
                    });
            var ours =
                    IntStream.range(0, 12)
                            .mapToObj(it -> new TopicPartition(cluster.topics().events(), it))
                            .filter(it -> !second.assignment().contains(it))
                            .toList();
            long committedBefore = committed(group, ours);
            for (int i = 0; i < 3_000; i++) {
                publishTo(ours.get(i % ours.size()).partition(), ofWorkspace(first()), Map.of());
            }

            // it may commit for a few seconds more, until it has heard of the rebalance
            await().atMost(SOON).until(() -> owed(group, ours, before, committedBefore) >= 1_000);
            await().during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(
                            () -> owed(group, ours, before, committedBefore),
                            it -> it >= 1_000 && it < 1_100);
        } finally {
            third.close(KafkaClients.leaving());
            second.close(KafkaClients.leaving());
        }
        awaitDeliveries("wh_owed", 3_000);
        assertThat(loop.failure()).isNotDone();
    }

    private double owed(
            String group, List<TopicPartition> ours, double before, long committedBefore)
            throws Exception {
        return counter("sahut.events") - before - (committed(group, ours) - committedBefore);
    }

    private static long committed(String group, List<TopicPartition> partitions) throws Exception {
        try (var admin = cluster.clients().admin()) {
            var offsets =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            return partitions.stream()
                    .mapToLong(it -> offsets.containsKey(it) ? offsets.get(it).offset() : 0)
                    .sum();
        }
    }

    private static void poll(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.poll(Duration.ofMillis(50));
        } catch (NoOffsetForPartitionException e) {
            consumer.seekToBeginning(e.partitions());
        }
    }

    private static boolean rebalances(String group) throws Exception {
        try (var admin = cluster.clients().admin()) {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .allMatch(it -> it.groupState() == GroupState.PREPARING_REBALANCE);
        }
    }

    /// What can't be compressed.
    private static String noise(int chars) {
        return new Random(1)
                .ints(chars, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void limitOfDeliveries(String bytes) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, cluster.topics().deliveries());
        var limit =
                new AlterConfigOp(
                        new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
        try (var admin = cluster.clients().admin()) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
            await().atMost(SOON)
                    .until(() ->
                            admin.describeConfigs(List.of(topic)).all().get().values().stream()
                                    .map(it -> it.get("max.message.bytes").value())
                                    .allMatch(bytes::equals));
        }
    }

    @Test
    void itIsReadyWhenItReads() {
        await().atMost(SOON).until(() -> health.readiness().isWell());
        assertThat(health.liveness().isWell()).isTrue();
    }

    private void startLoop() {
        webhooks =
                WebhookView.follow(
                        cluster.clients(),
                        cluster.topics().webhooks(),
                        CATALOGUE,
                        "fan-out",
                        meters,
                        System::nanoTime);
        loop = newLoop();
    }

    private GroupLoop newLoop() {
        return FanOutLoop.start(
                new FanOutLoop.Wiring(
                        cluster.clients(),
                        cluster.topics(),
                        webhooks,
                        new EventReader(CATALOGUE, MAX_BYTES),
                        Clock.systemUTC(),
                        System::nanoTime),
                health,
                meters);
    }

    private void stopLoop() {
        loop.close();
        webhooks.close();
        assertThat(loop.failure()).isNotDone();
    }

    private void register(String id, List<EventType> events) {
        var webhook =
                new Webhook(
                        new WebhookId(id),
                        workspace,
                        "https://a.example.com/",
                        events,
                        new EncryptedSecret("none", new byte[0]),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Instant.EPOCH,
                        Instant.EPOCH);
        RecordMetadata place =
                cluster.write(WebhookRecords.write(cluster.topics().webhooks(), webhook));
        webhooks.hasRead(place.partition(), place.offset()).join();
    }

    private RecordMetadata publish(byte[] event) {
        return cluster.write(new ProducerRecord<>(cluster.topics().events(), event));
    }

    private RecordMetadata publishTo(int partition, byte[] event, Map<String, String> headers) {
        var record =
                new ProducerRecord<byte[], byte[]>(
                        cluster.topics().events(), partition, null, event);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return cluster.write(record);
    }

    private void moveGroup(TopicPartition partition, long offset) {
        String group = cluster.topics().prefix() + "fan-out";
        try (var admin = cluster.clients().admin()) {
            admin.alterConsumerGroupOffsets(
                            group,
                            Map.of(
                                    partition,
                                    new org.apache.kafka.clients.consumer.OffsetAndMetadata(
                                            offset)))
                    .all()
                    .get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError("the group was not moved", e);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> awaitDeliveries(String webhook, int count) {
        return await().atMost(SOON).until(() -> deliveries(webhook), it -> it.size() >= count);
    }

    private static List<ConsumerRecord<byte[], byte[]>> deliveries(String webhook) {
        return cluster.read(cluster.topics().deliveries()).stream()
                .filter(it -> new String(it.key(), UTF_8).equals(webhook))
                .toList();
    }

    private double counter(String name) {
        return meters.get(name).counter().count();
    }

    private static EventCatalogue.Entry first() {
        return CATALOGUE.entries().iterator().next();
    }

    private byte[] ofWorkspace(EventCatalogue.Entry entry) {
        return new String(entry.example(), UTF_8)
                .replace("ws_01HX0Y6H0J2K4L", workspace.value())
                .getBytes(UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
