package id.sahut.webhooks.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaIT {

    private static final String TOPIC = "kept";

    @TempDir private Path folder;

    @Test
    void itTakesLessThanFiveSecondsFromTheStartToATopic() throws Exception {
        long begin = System.nanoTime();
        try (var kafka = start()) {
            create(kafka);
            var took = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("from the start to a topic: " + took.toMillis() + " ms");
            assertThat(took).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void recordsOfACommittedTransactionAreThereAfterARestart() throws Exception {
        String cluster;
        try (var kafka = start()) {
            create(kafka);
            cluster = kafka.clusterId();
            produce(kafka, "first");
        }
        long begin = System.nanoTime();
        try (var kafka = start()) {
            System.out.println("second start: " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            produce(kafka, "second");
            assertThat(read(kafka)).containsExactly("first", "second");
            assertThat(kafka.clusterId()).isEqualTo(cluster);
            begin = System.nanoTime();
        }
        var took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.println("close: " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void recordsAreThereAfterTheProcessWasKilled() throws Exception {
        Process first = process("0");
        var kafka = readyLine(first);
        create(kafka);
        produce(kafka, "first");
        first.destroyForcibly().waitFor();

        long begin = System.nanoTime();
        Process second = process("0");
        try {
            var again = readyLine(second);
            var took = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("start after a kill: " + took.toMillis() + " ms");
            produce(again, "second");
            // Until the broker has found out how far its log may be read, it shows nothing.
            await().untilAsserted(() -> assertThat(read(again)).containsExactly("first", "second"));
        } finally {
            second.destroy();
            assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFolderInUseIsRefusedWithinTheProcessAndFromAnother() throws Exception {
        try (var _ = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("is in use by another running Kafka");

            Process other = process("0");
            assertThat(other.waitFor()).isEqualTo(2);
            assertThat(other.errorReader(UTF_8).lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("kafka: the folder ")
                    .contains("is in use");
        }
    }

    @Test
    void aTakenPortIsRefusedAndTheFolderIsLeftFree(@TempDir Path other) {
        try (var kafka = start()) {
            int taken = Integer.parseInt(kafka.bootstrapServers().substring("127.0.0.1:".length()));
            assertThatThrownBy(() ->
                            EmbeddedKafka.start(EmbeddedKafka.Options.in(other).withPort(taken)))
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageStartingWith("port " + taken + " on 127.0.0.1 is taken");
        }
        EmbeddedKafka.start(EmbeddedKafka.Options.in(other)).close();
    }

    @Test
    void aFolderWithSomethingElseInItIsRefused() throws IOException {
        Files.writeString(folder.resolve("letter.txt"), "Halo");
        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("neither empty nor a Kafka folder: it holds letter.txt");
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafka.Options.in(file)))
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("can't be written to");
    }

    private EmbeddedKafka start() {
        return EmbeddedKafka.start(EmbeddedKafka.Options.in(folder));
    }

    private Process process(String port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedKafkaMain.class.getName(),
                        "--port",
                        port,
                        "--data-dir",
                        folder.toString())
                .start();
    }

    /// Waits for it and returns the address in it.
    private static String readyLine(Process process) throws IOException {
        var out = process.inputReader(UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready kafka=")) {
                return line.substring("ready kafka=".length());
            }
        }
        throw new AssertionError(
                "it ended before it was ready: " + process.errorReader(UTF_8).lines().toList());
    }

    private static void create(EmbeddedKafka kafka) throws Exception {
        create(kafka.bootstrapServers());
    }

    private static void create(String bootstrap) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void produce(EmbeddedKafka kafka, String value) throws Exception {
        produce(kafka.bootstrapServers(), value);
    }

    private static void produce(String bootstrap, String value) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrap, "transactional.id", "test");
        try (var producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, value.getBytes(UTF_8))).get();
            producer.commitTransaction();
        }
    }

    private static List<String> read(EmbeddedKafka kafka) {
        return read(kafka.bootstrapServers());
    }

    private static List<String> read(String bootstrap) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            var values = new ArrayList<String>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(it -> values.add(new String(it.value(), UTF_8)));
            }
            return values;
        }
    }
}
