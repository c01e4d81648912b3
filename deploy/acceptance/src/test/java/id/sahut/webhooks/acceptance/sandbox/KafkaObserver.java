package id.sahut.webhooks.acceptance.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Looks at a cluster from outside, and publishes to it. It waits for a broker that is away. Safe
/// for any thread.
public final class KafkaObserver implements AutoCloseable {

    private static final Duration READ = Duration.ofSeconds(30);
    private static final int MAX_REQUEST_BYTES = 3 * 1024 * 1024;

    private final String bootstrap;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    public KafkaObserver(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "acks",
                                "all",
                                "linger.ms",
                                0,
                                "max.block.ms",
                                300_000,
                                "delivery.timeout.ms",
                                Integer.MAX_VALUE,
                                // where leaders come up a second one may overtake the first,
                                // which is then refused for ever
                                "max.in.flight.requests.per.connection",
                                1,
                                "reconnect.backoff.max.ms",
                                200,
                                "max.request.size",
                                MAX_REQUEST_BYTES),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    public String bootstrap() {
        return bootstrap;
    }

    /// Completes when the record is in Kafka.
    public CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
        var sent = new CompletableFuture<Void>();
        var _ =
                producer.send(
                        record,
                        (_, failure) -> {
                            if (failure == null) {
                                sent.complete(null);
                            } else {
                                sent.completeExceptionally(failure);
                            }
                        });
        return sent;
    }

    /// Every committed record of a topic as it is now.
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed");
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long giveUp = System.nanoTime() + READ.toNanos();
            while (partitions.stream()
                    .anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
                if (System.nanoTime() - giveUp > 0) {
                    throw new AssertionError("%s can't be read within %s".formatted(topic, READ));
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /// The topics' names, without Kafka's own.
    public List<String> topics() {
        return get(admin.listTopics().names()).stream().sorted().toList();
    }

    /// How many records a group still has to read of each partition of these topics; those that are
    /// read to the end are left out.
    public Map<TopicPartition, Long> lag(String group, Collection<String> topics) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
        var lag = new HashMap<TopicPartition, Long>();
        ends(topics)
                .forEach((partition, end) -> {
                    OffsetAndMetadata at = committed.get(partition);
                    long left = end - (at == null ? 0 : at.offset());
                    if (left > 0) {
                        lag.put(partition, left);
                    }
                });
        return lag;
    }

    public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    /// Sets a group's offsets, while nobody is in it.
    public void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        get(admin.alterConsumerGroupOffsets(group, offsets).all());
    }

    /// Where the committed records of each partition end.
    public Map<TopicPartition, Long> ends(Collection<String> topics) {
        var latest =
                topics.stream()
                        .flatMap(it -> partitions(it).stream())
                        .collect(Collectors.toMap(it -> it, _ -> OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        get(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
                .forEach((partition, result) -> ends.put(partition, result.offset()));
        return ends;
    }

    /// The latest header of that name as text.
    public static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(it -> new String(it.value(), java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }

    private List<TopicPartition> partitions(String topic) {
        return get(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                .flatMap(it -> it.partitions().stream())
                .map(it -> new TopicPartition(topic, it.partition()))
                .toList();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not answer", e.getCause());
        }
    }
}
