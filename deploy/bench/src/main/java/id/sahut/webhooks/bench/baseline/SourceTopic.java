package id.sahut.webhooks.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The topic that a simple consumer reads: all of its partitions, by Kafka's own defaults. Confined
/// to its thread.
final class SourceTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;

    private SourceTopic(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    static SourceTopic open(Baseline baseline) {
        var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                baseline.bootstrap(),
                                ConsumerConfig.GROUP_ID_CONFIG,
                                "bench." + baseline.kind(),
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(baseline.topic()).stream()
                        .map(it -> new TopicPartition(it.topic(), it.partition()))
                        .toList();
        consumer.assign(partitions);
        var times = new HashMap<TopicPartition, Long>();
        partitions.forEach(it -> times.put(it, baseline.fromMillis()));
        consumer.offsetsForTimes(times)
                .forEach((partition, found) -> {
                    if (found == null) {
                        consumer.seekToEnd(List.of(partition));
                    } else {
                        consumer.seek(partition, found.offset());
                    }
                });
        partitions.forEach(consumer::position);
        System.out.println("ready");
        return new SourceTopic(consumer);
    }

    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(POLL);
    }

    void commit(ConsumerRecord<byte[], byte[]> record) {
        consumer.commitSync(
                Map.of(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1)));
    }

    void commitAll() {
        consumer.commitSync();
    }

    /// The number of the endpoint that a record goes to: the last part of its key.
    static int endpoint(ConsumerRecord<byte[], byte[]> record) {
        return Fleet.number(new String(record.key(), UTF_8));
    }

    /// As the record says, or as it follows from an event's id.
    static DeliveryId id(ConsumerRecord<byte[], byte[]> record) {
        var said = record.headers().lastHeader("delivery-id");
        if (said != null) {
            return new DeliveryId(new String(said.value(), UTF_8));
        }
        String workspace = new String(record.key(), UTF_8);
        String event = new String(record.headers().lastHeader("event-id").value(), UTF_8);
        return DerivedIds.delivery(
                new EventId(event), new WebhookId("wh_" + workspace.substring("ws_".length())));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
