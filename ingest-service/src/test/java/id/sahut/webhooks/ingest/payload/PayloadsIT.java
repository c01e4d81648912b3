package id.sahut.webhooks.ingest.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Payloads on a real broker.
final class PayloadsIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    /// The limit, and what a busy machine adds.
    private static final Duration ANSWERED = Duration.ofSeconds(4);

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final byte[] KEY = bytes("ws_1");
    private static final DeliveryId ANY_DELIVERY = new DeliveryId("dlv_1");
    private static final EventId ANY_EVENT = new EventId("evt_1");

    @TempDir private static Path folder;
    private static TestCluster cluster;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Payloads payloads = on(meters);

    @BeforeAll
    static void startBroker() {
        cluster = TestCluster.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        cluster.close();
    }

    @AfterEach
    void close() {
        payloads.close();
    }

    @Test
    void anEventIsReadByteForByteWithItsTrace() {
        var place = event(0, "halo 👋", Map.of("event-id", "order-7", "traceparent", TRACE));

        assertThat(payloads.read(place, expected("order-7")))
                .isInstanceOfSatisfying(
                        Reading.Found.class,
                        it -> {
                            assertThat(it.payload()).isEqualTo("halo 👋".getBytes(UTF_8));
                            assertThat(it.traceparent()).hasValue(TRACE);
                        });
        assertThat(reads("found")).isEqualTo(1);
    }

    @Test
    void anEventWithoutAnIdIsKnownByItsPlace() {
        var written = write(new ProducerRecord<>(topic(), 1, KEY, bytes("halo")));
        var id =
                DerivedIds.event(
                        topic(), written.partition(), written.offset(), written.timestamp());

        assertThat(text(payloads.read(place(written), expected(id.value())))).isEqualTo("halo");
    }

    @Test
    void aDeliveryThatWasPutThereByHandIsKnownByItsPlaceToo() {
        String topic = cluster.topics().deliveries();
        var webhook = new WebhookId("wh_1");
        var written =
                write(new ProducerRecord<>(topic, 1, bytes(webhook.value()), bytes("by hand")));
        var event =
                DerivedIds.event(topic, written.partition(), written.offset(), written.timestamp());
        var expected = new Expected(ANY_EVENT, DerivedIds.delivery(event, webhook));

        assertThat(text(payloads.read(place(written), expected))).isEqualTo("by hand");
        assertThat(payloads.read(place(written), expected("evt_1"))).isEqualTo(new Reading.Gone());
    }

    @Test
    void anotherEventInItsPlaceIsNotIt() {
        var place = event(0, "other", Map.of("event-id", "other"));

        assertThat(payloads.read(place, expected("mine"))).isEqualTo(new Reading.Gone());
        assertThat(reads("gone")).isEqualTo(1);
    }

    @Test
    void thereAreNoPayloadsInOtherTopics() {
        String attempts = cluster.topics().attempts();
        var written =
                write(
                        new ProducerRecord<>(
                                attempts,
                                0,
                                KEY,
                                bytes("x"),
                                headers(Map.of("event-id", "evt_1"))));

        for (String topic :
                List.of(attempts, "unheard.of", "no topic's name", "__consumer_offsets")) {
            assertThat(
                            payloads.read(
                                    new RecordPlace(topic, 0, written.offset()), expected("evt_1")))
                    .as(topic)
                    .isEqualTo(new Reading.Gone());
        }
    }

    @Test
    void eachRecordOfABatchIsFoundByItself() throws Exception {
        var sent = new ArrayList<Future<RecordMetadata>>();
        try (var producer = cluster.clients().producer()) {
            for (int i = 0; i < 200; i++) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        topic(),
                                        2,
                                        KEY,
                                        bytes("payload " + i + "x".repeat(500)),
                                        headers(Map.of("event-id", "batched-" + i)))));
            }
        }
        var order = new ArrayList<Integer>();
        for (int i = 0; i < sent.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        for (int i : order) {
            assertThat(text(payloads.read(place(sent.get(i).get()), expected("batched-" + i))))
                    .startsWith("payload " + i + "x");
        }
    }

    @Test
    void whatRetentionDeletedIsGoneAndWhatIsBehindItIsNot() throws Exception {
        var old = event(3, "old", Map.of("event-id", "old"));
        var kept = event(3, "kept", Map.of("event-id", "kept"));
        assertThat(text(payloads.read(old, expected("old")))).isEqualTo("old");
        try (var admin = cluster.clients().admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(topic(), 3),
                                    RecordsToDelete.beforeOffset(kept.offset())))
                    .all()
                    .get();
        }
        try (var fresh = on(meters)) {
            assertThat(fresh.read(old, expected("old"))).isEqualTo(new Reading.Gone());
            assertThat(text(fresh.read(kept, expected("kept")))).isEqualTo("kept");
        }
    }

    @Test
    void whatNobodyHasWrittenIsGone() {
        var last = event(4, "last", Map.of("event-id", "last"));

        for (long beyond : List.of(1L, 2L, 1_000_000L)) {
            var place = new RecordPlace(topic(), 4, last.offset() + beyond);
            assertThat(payloads.read(place, expected("last"))).isEqualTo(new Reading.Gone());
        }
        assertThat(payloads.read(new RecordPlace(topic(), 999, 0), expected("last")))
                .isEqualTo(new Reading.Gone());
        assertThat(text(payloads.read(last, expected("last")))).isEqualTo("last");
    }

    @Test
    void aTransactionsMarkerIsNoRecord() {
        String deliveries = cluster.topics().deliveries();
        long marker;
        try (var producer =
                cluster.clients()
                        .transactionalProducer("test.payload", "1", Duration.ofSeconds(5))) {
            producer.initTransactions();
            producer.beginTransaction();
            var sent =
                    producer.send(new ProducerRecord<>(deliveries, 5, bytes("wh_1"), bytes("x")));
            producer.commitTransaction();
            marker = sent.resultNow().offset() + 1;
        }
        var place = new RecordPlace(deliveries, 5, marker);
        assertThat(payloads.read(place, expected("evt_1"))).isEqualTo(new Reading.Gone());
        write(new ProducerRecord<>(deliveries, 5, bytes("wh_1"), bytes("y")));
        assertThat(payloads.read(place, expected("evt_1"))).isEqualTo(new Reading.Gone());
    }

    @Test
    void manyMayReadAtOnce() throws Exception {
        var places = new ArrayList<RecordPlace>();
        for (int i = 0; i < 50; i++) {
            places.add(event(i % 12, "one of many " + i, Map.of("event-id", "many-" + i)));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = new ArrayList<Callable<String>>();
            for (int i = 0; i < places.size(); i++) {
                int number = i;
                reads.add(
                        () -> text(payloads.read(places.get(number), expected("many-" + number))));
            }
            var texts = threads.invokeAll(reads);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(texts.get(i).get()).isEqualTo("one of many " + i);
            }
        }
    }

    @Test
    void whoIsInterruptedGetsNothingAndTheNextGetsTheirs() {
        var place = event(0, "halo", Map.of("event-id", "after-interrupt"));
        Thread.currentThread().interrupt();
        assertThat(payloads.read(place, expected("after-interrupt")))
                .isEqualTo(new Reading.Unavailable());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(text(payloads.read(place, expected("after-interrupt")))).isEqualTo("halo");
    }

    @Test
    void closedItReadsNothing() {
        var place = event(0, "halo", Map.of("event-id", "closed"));
        assertThat(text(payloads.read(place, expected("closed")))).isEqualTo("halo");
        payloads.close();
        assertThat(payloads.read(place, expected("closed"))).isEqualTo(new Reading.Unavailable());
    }

    /// Printed, not held to: what a machine has to spare is not ours to say.
    @Test
    void aReadTakesMilliseconds() {
        var places = new ArrayList<RecordPlace>();
        for (int i = 0; i < 300; i++) {
            places.add(event(i % 12, "x".repeat(1_000), Map.of("event-id", "timed-" + i)));
        }
        var took = new ArrayList<Duration>();
        for (int i = 0; i < places.size(); i++) {
            long began = System.nanoTime();
            assertThat(payloads.read(places.get(i), expected("timed-" + i)))
                    .isInstanceOf(Reading.Found.class);
            took.add(Duration.ofNanos(System.nanoTime() - began));
        }
        Duration first = took.removeFirst();
        Collections.sort(took);
        System.out.printf(
                "payload reads: first %,d us, median %,d us, p99 %,d us%n",
                first.toNanos() / 1_000,
                took.get(took.size() / 2).toNanos() / 1_000,
                took.get(took.size() * 99 / 100).toNanos() / 1_000);
    }

    @Test
    void inATopicThatWasMadeAnewOtherEventsLie(@TempDir Path other) throws Exception {
        try (var its = TestCluster.start(other);
                var known =
                        Payloads.open(
                                new Payloads.Wiring(
                                        its.clients(), its.topics(), System::nanoTime, meters))) {
            String events = its.topics().events();
            var first = its.write(new ProducerRecord<>(events, 0, KEY, bytes("first")));
            var second = its.write(new ProducerRecord<>(events, 0, KEY, bytes("second")));
            var wanted = expected(derived(first));
            assertThat(text(known.read(place(first), wanted))).isEqualTo("first");

            try (var admin = its.clients().admin()) {
                admin.deleteTopics(List.of(events)).all().get();
                await().atMost(SOON)
                        .until(() -> !admin.listTopics().names().get().contains(events));
                long began = System.nanoTime();
                assertThat(known.read(place(first), wanted)).isEqualTo(new Reading.Gone());
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ANSWERED);
                admin.createTopics(List.of(new NewTopic(events, 12, (short) 1))).all().get();
            }
            await().atMost(SOON).until(() -> writtenAnew(its, events));
            assertThat(known.read(place(first), wanted)).isEqualTo(new Reading.Gone());
            assertThat(known.read(place(second), expected(derived(second))))
                    .isEqualTo(new Reading.Gone());
            var third = its.write(new ProducerRecord<>(events, 0, KEY, bytes("third")));
            assertThat(text(known.read(place(third), expected(derived(third))))).isEqualTo("third");
        }
    }

    @Test
    void whileKafkaIsAwayThatIsSaidInTimeAndWhenItIsBackReadingGoesOn(@TempDir Path other)
            throws Exception {
        try (var its = TestCluster.start(other);
                var known =
                        Payloads.open(
                                new Payloads.Wiring(
                                        its.clients(), its.topics(), System::nanoTime, meters))) {
            var written =
                    its.write(new ProducerRecord<>(its.topics().events(), 0, KEY, bytes("halo")));
            var wanted = expected(derived(written));
            assertThat(text(known.read(place(written), wanted))).isEqualTo("halo");

            its.stopBroker();
            var elsewhere = new RecordPlace(its.topics().events(), 1, 0);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                long began = System.nanoTime();
                var reads = new ArrayList<Callable<Reading>>();
                for (int i = 0; i < 10; i++) {
                    reads.add(() -> known.read(elsewhere, wanted));
                }
                for (var read : threads.invokeAll(reads)) {
                    assertThat(read.get()).isEqualTo(new Reading.Unavailable());
                }
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ANSWERED);
            }
            its.startBroker();
            await().atMost(SOON)
                    .until(() -> known.read(place(written), wanted) instanceof Reading.Found);
        }
    }

    private static boolean writtenAnew(TestCluster its, String events)
            throws ExecutionException, InterruptedException {
        try (var producer = its.clients().producer()) {
            return producer.send(new ProducerRecord<>(events, 0, KEY, bytes("anew"))).get().offset()
                    >= 0;
        }
    }

    private static Payloads on(SimpleMeterRegistry meters) {
        return Payloads.open(
                new Payloads.Wiring(cluster.clients(), cluster.topics(), System::nanoTime, meters));
    }

    private static String topic() {
        return cluster.topics().events();
    }

    private static Expected expected(String eventId) {
        return new Expected(new EventId(eventId), ANY_DELIVERY);
    }

    private static String derived(RecordMetadata written) {
        return DerivedIds.event(
                        written.topic(), written.partition(), written.offset(), written.timestamp())
                .value();
    }

    private static RecordPlace event(int partition, String text, Map<String, String> headers) {
        return place(
                write(
                        new ProducerRecord<>(
                                topic(), partition, KEY, bytes(text), headers(headers))));
    }

    private static Iterable<Header> headers(Map<String, String> headers) {
        return headers.entrySet().stream()
                .<Header>map(it -> new RecordHeader(it.getKey(), bytes(it.getValue())))
                .toList();
    }

    private static RecordMetadata write(ProducerRecord<byte[], byte[]> record) {
        return cluster.write(record);
    }

    private static RecordPlace place(RecordMetadata written) {
        return new RecordPlace(written.topic(), written.partition(), written.offset());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Reading reading) {
        return switch (reading) {
            case Reading.Found(var payload, var _) -> new String(payload, UTF_8);
            case Reading.Gone() -> "gone";
            case Reading.Unavailable() -> "unavailable";
        };
    }

    private double reads(String result) {
        return meters.get("sahut.payload.reads").tag("result", result).counter().count();
    }
}
