package id.sahut.webhooks.acceptance.garbage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/// An event of some kilobytes that, unpacked, is larger than the memory of whoever reads it. Each
/// process that comes to it ends; the third sets it aside.
final class UnreadableEventIT {

    private static final int HEAP_MB = 128;
    private static final int UNPACKED_BYTES = 200 * 1024 * 1024;

    /// What `-XX:+ExitOnOutOfMemoryError` ends a process with.
    private static final int OUT_OF_MEMORY = 3;

    private static final int EVENTS = 40;
    private static final Duration TO_END = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void itIsSetAsideUnreadAndWhatLiesAroundItIsDelivered()
            throws ExecutionException, InterruptedException {
        try (var services = Services.withTopics()) {
            var dispatcher = services.start("dispatcher");
            var first = ingest(services);
            dispatcher.awaitReady();
            first.awaitReady();
            try (var stage = new Stage(services.bootstrap(), first.httpPort())) {
                Subscription webhook = stage.subscribe("/around", Script.always(204));
                publish(stage, webhook);
                stage.awaitAcknowledged();
                RecordMetadata place = sendTooLarge(services.bootstrap());
                publish(stage, webhook);
                assertThat(first.process().awaitExit(TO_END)).isEqualTo(OUT_OF_MEMORY);

                var second = ingest(services);
                assertThat(second.process().awaitExit(TO_END)).isEqualTo(OUT_OF_MEMORY);

                long began = System.nanoTime();
                ingest(services).awaitReady();
                awaitAll(stage);
                Figures.print(
                        "an event that fits into no memory: set aside, and all others delivered, %d ms after the third start"
                                .formatted(Duration.ofNanos(System.nanoTime() - began).toMillis()));
                assertThat(stage.kafka().readAll("sahut.events.rejected"))
                        .singleElement()
                        .satisfies(it -> {
                            assertThat(header(it, "rejected-reason"))
                                    .isEqualTo("unreadable_record");
                            assertThat(header(it, "source-topic")).isEqualTo(Stage.EVENTS);
                            assertThat(header(it, "source-partition"))
                                    .isEqualTo(Integer.toString(place.partition()));
                            assertThat(header(it, "source-offset"))
                                    .isEqualTo(Long.toString(place.offset()));
                            assertThat(header(it, "rejected-detail"))
                                    .contains("offsets %d to %1$d of ".formatted(place.offset()));
                            assertThat(it.value()).isNull();
                        });

                publish(stage, webhook);
                awaitAll(stage);
            }
        }
    }

    /// With a name, so that nobody waits until those before it are given up.
    private static Services.Running ingest(Services services) {
        return services.start("ingest", HEAP_MB, Map.of("sahut.instance-id", "one"));
    }

    /// Into every partition.
    private static void publish(Stage stage, Subscription webhook) {
        for (int i = 0; i < EVENTS; i++) {
            var _ = stage.publish(stage.newMessage(webhook.workspace()));
        }
    }

    private static void awaitAll(Stage stage) {
        stage.awaitAcknowledged();
        await("all but one arrive")
                .atMost(SOON)
                .until(() ->
                        stage.receiver().posts().stream().map(Post::deliveryId).distinct().count()
                                == stage.ledger().size());
    }

    private static RecordMetadata sendTooLarge(String bootstrap)
            throws ExecutionException, InterruptedException {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "compression.type",
                        "zstd",
                        "max.request.size",
                        2 * UNPACKED_BYTES,
                        "buffer.memory",
                        2 * UNPACKED_BYTES);
        try (var producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(
                            new ProducerRecord<>(
                                    Stage.EVENTS,
                                    "large".getBytes(UTF_8),
                                    new byte[UNPACKED_BYTES]))
                    .get();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
