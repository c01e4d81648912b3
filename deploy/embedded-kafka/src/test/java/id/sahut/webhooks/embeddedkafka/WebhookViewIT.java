package id.sahut.webhooks.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.common.webhook.WebhookView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebhookViewIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final EventType CREATED = new EventType("message.created");
    private static final Instant MAY = Instant.parse("2026-05-01T12:00:00Z");

    private final EmbeddedKafka broker;
    private final KafkaClients kafka;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong skipped = new AtomicLong();
    private String topic = "";

    WebhookViewIT(@TempDir Path folder) {
        this.broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder));
        this.kafka =
                new KafkaClients(
                        KafkaSettings.bootstrap(broker.bootstrapServers()), Optional.empty());
        this.producer = kafka.producer();
    }

    @AfterAll
    void stop() {
        producer.close();
        broker.close();
    }

    @BeforeEach
    void makeATopic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        try (var admin = kafka.admin()) {
            var compacted =
                    new NewTopic(topic, 3, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(compacted)).all().get();
        }
    }

    @Test
    void itHasCaughtUpOnceItKnowsEverythingThatWasThere() throws Exception {
        for (int i = 0; i < 500; i++) {
            var _ =
                    producer.send(
                            WebhookRecords.write(
                                    topic, webhook("wh_" + i, "https://example.com/", i)));
        }
        producer.flush();
        try (var view = follow()) {
            view.caughtUp().get(20, TimeUnit.SECONDS);
            assertThat(view.size()).isEqualTo(500);
            assertThat(view.of(WORKSPACE)).hasSize(500);
            assertThat(view.of(WORKSPACE)).extracting(Webhook::createdAt).isSorted();
            assertThat(view.of(new WorkspaceId("ws_2"))).isEmpty();
        }
    }

    @Test
    void anEmptyTopicIsCaughtUpWithAtOnce() throws Exception {
        try (var view = follow()) {
            view.caughtUp().get(20, TimeUnit.SECONDS);
            assertThat(view.size()).isZero();
        }
    }

    @Test
    void aWriterReadsItsOwnWrites() throws Exception {
        try (var view = follow()) {
            for (int i = 0; i < 100; i++) {
                var webhook = webhook("wh_" + i, "https://example.com/" + i, i);
                readBack(view, write(WebhookRecords.write(topic, webhook)));
                assertThat(view.find(webhook.id()).orElseThrow().url()).isEqualTo(webhook.url());
            }
        }
    }

    @Test
    void whatHasBeenReadLongAgoIsAnsweredAtOnce() throws Exception {
        try (var view = follow()) {
            var written =
                    write(WebhookRecords.write(topic, webhook("wh_1", "https://example.com/", 0)));
            readBack(view, written);
            assertThat(view.hasRead(written.partition(), written.offset())).isCompleted();
            assertThat(view.hasRead(written.partition(), written.offset() + 1)).isNotDone();
        }
    }

    @Test
    void aDeletedWebhookIsForgottenEverywhere() throws Exception {
        try (var view = follow()) {
            write(WebhookRecords.write(topic, webhook("wh_1", "https://example.com/", 1)));
            readBack(
                    view,
                    write(WebhookRecords.write(topic, webhook("wh_2", "https://example.com/", 2))));
            readBack(view, write(WebhookRecords.writeDeleted(topic, new WebhookId("wh_1"))));
            readBack(view, write(WebhookRecords.writeDeleted(topic, new WebhookId("wh_unknown"))));
            await().untilAsserted(() -> {
                assertThat(view.find(new WebhookId("wh_1"))).isEqualTo(Optional.empty());
                assertThat(view.of(WORKSPACE))
                        .extracting(it -> it.id().value())
                        .containsExactly("wh_2");
                assertThat(view.size()).isEqualTo(1);
            });
        }
    }

    @Test
    void partitionsAddedLaterAreFollowedTooAndNoWebhookMovesThere() throws Exception {
        var known = webhook("wh_1", "https://example.com/", 1);
        try (var view = follow();
                var admin = kafka.admin()) {
            view.caughtUp().get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 20; i++) {
                write(
                        WebhookRecords.write(
                                topic, webhook("wh_old" + i, "https://example.com/", i)));
            }
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();

            byte[] value = WebhookRecords.write(topic, known).value();
            write(new ProducerRecord<>(topic, 4, bytes("wh_1"), value));
            await().atMost(Duration.ofSeconds(20)).until(() -> view.find(known.id()).isPresent());
            for (int i = 0; i < 20; i++) {
                readBack(
                        view,
                        write(WebhookRecords.writeDeleted(topic, new WebhookId("wh_old" + i))));
            }
            assertThat(view.size()).isEqualTo(1);
        }
        try (var again = follow()) {
            again.caughtUp().get(20, TimeUnit.SECONDS);
            assertThat(again.of(WORKSPACE)).extracting(Webhook::id).containsExactly(known.id());
        }
    }

    @Test
    void rubbishInTheTopicIsPassedOverAndHarmsNoWebhook() throws Exception {
        byte[] good =
                WebhookRecords.write(topic, webhook("wh_1", "https://example.com/", 1)).value();
        write(new ProducerRecord<>(topic, "wh_1".getBytes(UTF_8), good));
        var rubbish = new ArrayList<ProducerRecord<byte[], byte[]>>();
        rubbish.add(new ProducerRecord<>(topic, 0, bytes("wh_1"), bytes("halo")));
        for (int partition = 0; partition < 3; partition++) {
            rubbish.add(new ProducerRecord<>(topic, partition, bytes("Budi"), good));
            rubbish.add(new ProducerRecord<>(topic, partition, bytes("wh_2"), good)); // another's
            rubbish.add(new ProducerRecord<>(topic, partition, bytes("wh_1"), bytes("null")));
            rubbish.add(new ProducerRecord<>(topic, partition, bytes("wh_1"), new byte[0]));
            rubbish.add(
                    new ProducerRecord<>(
                            topic, partition, bytes("wh_1"), bytes("[".repeat(10_000))));
        }
        for (var record : rubbish) {
            write(record);
        }
        try (var view = follow()) {
            view.caughtUp().get(20, TimeUnit.SECONDS);
            assertThat(view.size()).isEqualTo(1);
            assertThat(view.find(new WebhookId("wh_1"))).isPresent();
            assertThat(view.isAlive()).isTrue();
            assertThat(view.failure()).isNotDone();
        }
    }

    @Test
    void anUpdateNeverMakesAWebhookDisappearForAMoment() throws Exception {
        try (var view = follow()) {
            var id = new WebhookId("wh_1");
            readBack(
                    view,
                    write(WebhookRecords.write(topic, webhook("wh_1", "https://example.com/", 1))));
            var stop = new AtomicBoolean();
            var lookups = new AtomicLong();
            var misses = new AtomicLong();
            var reader =
                    CompletableFuture.runAsync(() -> {
                        while (!stop.get()) {
                            lookups.incrementAndGet();
                            if (view.find(id).isEmpty()
                                    || view.of(WORKSPACE).size() != 1
                                    || view.subscribers(WORKSPACE, CREATED).size() != 1) {
                                misses.incrementAndGet();
                            }
                        }
                    });
            RecordMetadata last =
                    write(WebhookRecords.write(topic, webhook("wh_1", "https://a.example/", 1)));
            for (int i = 0; i < 5_000; i++) {
                var record =
                        WebhookRecords.write(topic, webhook("wh_1", "https://example.com/" + i, 1));
                var sent = producer.send(record);
                if (i == 4_999) {
                    last = sent.get();
                }
            }
            readBack(view, last);
            stop.set(true);
            reader.get(10, TimeUnit.SECONDS);
            System.out.println("lookups while updating: " + lookups);
            assertThat(lookups.get()).isGreaterThan(1_000);
            assertThat(misses.get()).isZero();
            assertThat(view.find(id).orElseThrow().url()).isEqualTo("https://example.com/4999");
        }
    }

    @Test
    void aClosedViewReadsNoMoreAndHasNotFailed() throws Exception {
        var view = follow();
        view.caughtUp().get(20, TimeUnit.SECONDS);
        view.close();
        assertThat(view.isAlive()).isFalse();
        assertThat(view.failure()).isNotDone();
    }

    @Test
    void itFindsOutAgainAndAgainThatItIsCurrent() throws Exception {
        try (var view = follow()) {
            view.caughtUp().get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 3; i++) {
                assertThat(view.isCurrent()).isTrue();
                skipped.addAndGet(Duration.ofSeconds(6).toNanos());
                await().until(view::isCurrent);
                assertThat(view.problem()).isEmpty();
            }
        }
    }

    private WebhookView follow() {
        return WebhookView.follow(
                kafka,
                topic,
                EventCatalogue.builtIn(),
                "test",
                new SimpleMeterRegistry(),
                () -> System.nanoTime() + skipped.get());
    }

    private static void readBack(WebhookView view, RecordMetadata written) throws Exception {
        view.hasRead(written.partition(), written.offset()).get(20, TimeUnit.SECONDS);
    }

    private RecordMetadata write(ProducerRecord<byte[], byte[]> record)
            throws InterruptedException, ExecutionException {
        return producer.send(record).get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Webhook webhook(String id, String url, int second) {
        return new Webhook(
                new WebhookId(id),
                WORKSPACE,
                url,
                List.of(CREATED),
                new EncryptedSecret("k", new byte[] {1, 2, 3}),
                Optional.empty(),
                Optional.empty(),
                true,
                MAY.plus(Duration.ofSeconds(second)),
                MAY);
    }
}
