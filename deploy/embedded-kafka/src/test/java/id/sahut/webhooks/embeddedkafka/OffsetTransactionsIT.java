package id.sahut.webhooks.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.loop.CommitTags;
import id.sahut.webhooks.common.loop.OffsetTransactions;
import id.sahut.webhooks.common.loop.Written;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OffsetTransactionsIT {

    private final EmbeddedKafka broker;
    private final KafkaClients kafka;
    private String source = "";
    private String sink = "";
    private String group = "";

    OffsetTransactionsIT(@TempDir Path folder) {
        this.broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder));
        this.kafka =
                new KafkaClients(
                        KafkaSettings.bootstrap(broker.bootstrapServers()), Optional.empty());
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @BeforeEach
    void makeTopics(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        source = name + ".source";
        sink = name + ".sink";
        group = name;
        try (var admin = kafka.admin()) {
            var topics =
                    List.of(new NewTopic(source, 1, (short) 1), new NewTopic(sink, 1, (short) 1));
            admin.createTopics(topics).all().get();
        }
    }

    @Test
    void recordsAndProgressAreThereTogether() throws Exception {
        try (var transactions = transactions()) {
            assertThat(transactions.write(records("a", "b"), upTo(7, "bits"), nobody()))
                    .isEqualTo(Written.COMMITTED);
            assertThat(transactions.write(records("c"), upTo(8, ""), nobody()))
                    .isEqualTo(Written.COMMITTED);
        }
        assertThat(committed()).isEqualTo(new OffsetAndMetadata(8, ""));
        assertThat(inSink()).containsExactly("a", "b", "c");
    }

    @Test
    void aMemberThatHasLostItsPartitionsWritesNothing() throws Exception {
        ConsumerGroupMetadata before;
        try (var consumer = member()) {
            before = consumer.groupMetadata();
        }
        try (var heir = member();
                var transactions = transactions()) {
            assertThat(transactions.write(records("old"), upTo(5, ""), before))
                    .isEqualTo(Written.ABORTED);
            assertThat(inSink()).isEmpty();
            assertThat(committed()).isNull();

            // and it goes on with what it still owns
            assertThat(transactions.write(records("new"), upTo(1, ""), heir.groupMetadata()))
                    .isEqualTo(Written.COMMITTED);
        }
        assertThat(inSink()).containsExactly("new");
        assertThat(committed()).isEqualTo(new OffsetAndMetadata(1, ""));
    }

    @Test
    void aMemberOfAnOlderGenerationWritesNothing() throws Exception {
        try (var consumer = member();
                var other = kafka.groupConsumer(group, Duration.ofMillis(100), 100);
                var transactions = transactions()) {
            var older = consumer.groupMetadata();
            other.subscribe(List.of(source));
            await().atMost(30, TimeUnit.SECONDS)
                    .pollInSameThread()
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(50));
                        other.poll(Duration.ofMillis(50));
                        return consumer.groupMetadata().generationId() > older.generationId();
                    });
            assertThat(transactions.write(records("old"), upTo(5, ""), older))
                    .isEqualTo(Written.ABORTED);
            assertThat(inSink()).isEmpty();
        }
    }

    @Test
    void aSecondOfTheSameNameShutsTheFirstOutAndTheFirstSaysSo() throws Exception {
        try (var first = transactions();
                var second = transactions()) {
            first.open();
            second.open();
            assertThat(first.write(records("first"), upTo(1, ""), nobody()))
                    .isEqualTo(Written.ABORTED);
            assertThat(inSink()).isEmpty();
            assertThat(committed()).isNull();
        }
    }

    @Test
    void openingEndsWhatAKilledProcessOfTheSameNameLeftBehind() throws Exception {
        var killed = kafka.transactionalProducer(group, "test", Duration.ofSeconds(30));
        killed.initTransactions();
        killed.beginTransaction();
        killed.send(new ProducerRecord<>(sink, "half".getBytes(UTF_8))).get();
        try (var transactions = transactions()) {
            transactions.open();
            // an open transaction would hold readers up at "half" for 10 s
            assertThat(transactions.write(records("whole"), upTo(1, ""), nobody()))
                    .isEqualTo(Written.COMMITTED);
            assertThat(inSink()).containsExactly("whole");
        } finally {
            killed.close(Duration.ZERO);
        }
    }

    /// A rival of the same name shuts it out again and again, also in the middle of a commit, whose
    /// answer it then never gets.
    @Test
    void whateverHappensToACommitItsAnswerIsTheTruth() throws Exception {
        var stop = new AtomicBoolean();
        var rival =
                CompletableFuture.runAsync(() -> {
                    while (!stop.get()) {
                        try (var other = transactions()) {
                            other.open();
                        }
                    }
                });
        var nobody = nobody();
        var said = new ArrayList<String>();
        int aborted = 0;
        try (var transactions = transactions()) {
            for (int i = 1; i <= 60; i++) {
                String value = "v" + i;
                switch (transactions.write(records(value), upTo(i, "m" + i), nobody)) {
                    case COMMITTED -> said.add(value);
                    case ABORTED -> aborted++;
                }
            }
        } finally {
            stop.set(true);
            rival.get(30, TimeUnit.SECONDS);
        }
        System.out.println("committed " + said.size() + ", aborted " + aborted);
        assertThat(inSink()).containsExactlyElementsOf(said);
    }

    /// The same with a second partition that has gone to somebody else, who commits there
    /// meanwhile.
    @Test
    void oneOffsetThatIsFoundProvesACommitWhoeverHasMovedTheOthersOn() throws Exception {
        var other = new TopicPartition(source, 1);
        var stop = new AtomicBoolean();
        try (var admin = kafka.admin()) {
            admin.createPartitions(Map.of(source, NewPartitions.increaseTo(2))).all().get();
        }
        var rival =
                CompletableFuture.runAsync(() -> {
                    while (!stop.get()) {
                        try (var same = transactions()) {
                            same.open();
                        }
                    }
                });
        var newOwner =
                CompletableFuture.runAsync(() -> {
                    try (var producer =
                            kafka.transactionalProducer(group, "owner", Duration.ofSeconds(30))) {
                        producer.initTransactions();
                        var nobody = nobody();
                        for (long i = 1_000; !stop.get(); i++) {
                            producer.beginTransaction();
                            producer.sendOffsetsToTransaction(
                                    Map.of(other, new OffsetAndMetadata(i)), nobody);
                            producer.commitTransaction();
                        }
                    }
                });
        var nobody = nobody();
        var said = new ArrayList<String>();
        try (var transactions = transactions()) {
            for (int i = 1; i <= 60; i++) {
                String value = "v" + i;
                var offsets = new HashMap<>(upTo(i, "m" + i));
                offsets.put(other, new OffsetAndMetadata(i));
                if (transactions.write(records(value), offsets, nobody) == Written.COMMITTED) {
                    said.add(value);
                }
            }
        } finally {
            stop.set(true);
            rival.get(30, TimeUnit.SECONDS);
            newOwner.get(30, TimeUnit.SECONDS);
        }
        System.out.println("committed " + said.size() + " of 60");
        assertThat(inSink()).containsExactlyElementsOf(said);
    }

    /// The same with a second partition that has gone to somebody who has done there what we are
    /// about to do, and so has committed the very same: nothing follows from it for the first.
    @Test
    void whatAnotherHasCommittedIsNotTakenForOurs() throws Exception {
        var moved = new TopicPartition(source, 1);
        var stop = new AtomicBoolean();
        try (var admin = kafka.admin()) {
            admin.createPartitions(Map.of(source, NewPartitions.increaseTo(2))).all().get();
        }
        var rival =
                CompletableFuture.runAsync(() -> {
                    while (!stop.get()) {
                        try (var other = transactions()) {
                            other.open();
                        }
                    }
                });
        var nobody = nobody();
        var said = new ArrayList<String>();
        try (var transactions = transactions();
                var theirs = new OffsetTransactions(kafka, group, "owner")) {
            for (int i = 1; i <= 60; i++) {
                String value = "v" + i;
                var theSame = Map.of(moved, new OffsetAndMetadata(i));
                assertThat(theirs.write(List.of(), theSame, nobody)).isEqualTo(Written.COMMITTED);
                var offsets = new HashMap<>(upTo(i, ""));
                offsets.putAll(theSame);
                if (transactions.write(records(value), offsets, nobody) == Written.COMMITTED) {
                    said.add(value);
                }
            }
        } finally {
            stop.set(true);
            rival.get(30, TimeUnit.SECONDS);
        }
        System.out.println("committed " + said.size() + " of 60");
        assertThat(inSink()).containsExactlyElementsOf(said);
    }

    /// The broker goes away and comes back on the same folder and port while transactions are
    /// written.
    @Test
    void aRestartOfTheBrokerLosesNothingAndDoublesNothing(@TempDir Path folder) throws Exception {
        var before = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder));
        int port = Integer.parseInt(before.bootstrapServers().substring("127.0.0.1:".length()));
        var own =
                new KafkaClients(
                        KafkaSettings.bootstrap(before.bootstrapServers()), Optional.empty());
        try (var admin = own.admin()) {
            var topics =
                    List.of(new NewTopic(source, 1, (short) 1), new NewTopic(sink, 1, (short) 1));
            admin.createTopics(topics).all().get();
        }
        var stop = new AtomicBoolean();
        var nobody = nobody();
        var said = new ArrayList<String>();
        var writer =
                CompletableFuture.runAsync(() -> {
                    try (var transactions = new OffsetTransactions(own, group, "test")) {
                        for (int i = 1; !stop.get() || i < 50; i++) {
                            String value = "v" + i;
                            if (transactions.write(records(value), upTo(i, ""), nobody)
                                    == Written.COMMITTED) {
                                said.add(value);
                            }
                        }
                    }
                });
        before.close();
        try (var after = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder).withPort(port))) {
            stop.set(true);
            writer.get(90, TimeUnit.SECONDS);
            assertThat(said).isNotEmpty();
            assertThat(read(after.bootstrapServers(), sink)).containsExactlyElementsOf(said);
        }
    }

    private OffsetTransactions transactions() {
        return new OffsetTransactions(kafka, group, "test");
    }

    private List<ProducerRecord<byte[], byte[]>> records(String... values) {
        return List.of(values).stream()
                .map(it -> new ProducerRecord<byte[], byte[]>(sink, it.getBytes(UTF_8)))
                .toList();
    }

    private Map<TopicPartition, OffsetAndMetadata> upTo(long offset, String metadata) {
        return Map.of(new TopicPartition(source, 0), new OffsetAndMetadata(offset, metadata));
    }

    /// What a consumer says that has not joined: the group has no members.
    private ConsumerGroupMetadata nobody() {
        try (var consumer = kafka.groupConsumer(group, Duration.ofMillis(100), 100)) {
            return consumer.groupMetadata();
        }
    }

    /// A consumer that has its partition.
    private Consumer<byte[], byte[]> member() {
        var consumer = kafka.groupConsumer(group, Duration.ofMillis(100), 100);
        consumer.subscribe(
                List.of(source),
                new ConsumerRebalanceListener() {
                    @Override
                    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

                    @Override
                    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                        consumer.seekToBeginning(partitions);
                    }
                });
        await().atMost(30, TimeUnit.SECONDS)
                .pollInSameThread()
                .until(() -> {
                    consumer.poll(Duration.ofMillis(100));
                    return !consumer.assignment().isEmpty();
                });
        return consumer;
    }

    /// Without its mark.
    private @Nullable OffsetAndMetadata committed() throws Exception {
        try (var admin = kafka.admin()) {
            var found =
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(new TopicPartition(source, 0));
            return found == null
                    ? null
                    : new OffsetAndMetadata(found.offset(), CommitTags.strip(found.metadata()));
        }
    }

    private List<String> inSink() {
        return read(broker.bootstrapServers(), sink);
    }

    private static List<String> read(String bootstrap, String topic) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(topic, 0);
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
