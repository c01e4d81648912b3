package id.sahut.webhooks.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KafkaClientsIT {

    private static final int TOPICS = 10;
    private static final int PARTITIONS = 12;
    private static final int RECORDS = 1_000;

    private final EmbeddedKafka broker;
    private final KafkaClients kafka;

    KafkaClientsIT(@TempDir Path folder) {
        this.broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder));
        this.kafka =
                new KafkaClients(
                        KafkaSettings.bootstrap(broker.bootstrapServers()), Optional.empty());
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    /// Leaders come up while records are under way. Without a limit of one request at a time some
    /// of these records are refused as out of order until the producer gives them up, which ours
    /// never do.
    @Test
    void recordsForPartitionsWhoseLeadersAreJustComingUpAreAllTaken() throws Exception {
        for (int i = 0; i < TOPICS; i++) {
            String topic = "fresh-" + i;
            var sent = new ArrayList<Future<RecordMetadata>>();
            try (var admin = kafka.admin();
                    var producer = kafka.producer()) {
                var making =
                        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)));
                for (int n = 0; n < RECORDS; n++) {
                    byte[] value = "record %d".formatted(n).getBytes(UTF_8);
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(topic, n % PARTITIONS, null, value)));
                }
                making.all().get(10, TimeUnit.SECONDS);
                for (var acknowledged : sent) {
                    assertThat(acknowledged.get(10, TimeUnit.SECONDS).hasOffset()).isTrue();
                }
            }
        }
    }

    @Test
    void clientsTellOfThemselvesWhatTheDocumentSaysAndNothingMoreOnceTheyAreClosed()
            throws Exception {
        var meters = new SimpleMeterRegistry();
        var telling =
                new KafkaClients(
                        KafkaSettings.bootstrap(broker.bootstrapServers()),
                        Optional.of("one"),
                        meters);
        try (var admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic("told", PARTITIONS, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
        try (var _ = telling.viewConsumer()) {
            assertThat(meters.getMeters()).isEmpty();
        }
        try (var consumer = telling.groupConsumer("told", Duration.ofMillis(100), 10);
                var _ = telling.transactionalProducer("told", "", Duration.ofSeconds(5))) {
            consumer.subscribe(List.of("told"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        try {
                            consumer.poll(Duration.ofMillis(100));
                        } catch (NoOffsetForPartitionException e) {
                            consumer.seekToBeginning(e.partitions());
                        }
                        return meters.get("kafka.consumer.coordinator.assigned.partitions")
                                        .gauge()
                                        .value()
                                == PARTITIONS;
                    });
            assertThat(
                            meters.get("kafka.consumer.coordinator.rebalance.total")
                                    .functionCounter()
                                    .count())
                    .isPositive();
            assertThat(
                            meters.getMeters().stream()
                                    .map(it -> it.getId().getTag("client.id"))
                                    .distinct())
                    .containsExactlyInAnyOrder("consumer-told-told.one", "producer-told.one");
            String document = Files.readString(Path.of("../../docs/metrics.md"));
            assertThat(meters.getMeters())
                    .hasSize(11)
                    .allSatisfy(it ->
                            assertThat(document)
                                    .contains(
                                            "`%s`"
                                                    .formatted(
                                                            it.getId()
                                                                    .getName()
                                                                    .replace('.', '_'))));
        }
        assertThat(meters.getMeters()).isEmpty();
    }
}
