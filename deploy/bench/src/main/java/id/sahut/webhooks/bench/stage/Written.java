package id.sahut.webhooks.bench.stage;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// What has been written to a topic since a moment, by whoever writes without transactions: their
/// markers would count as records. Confined to the run's thread.
public final class Written implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> begin;

    private Written(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.partitions =
                consumer.partitionsFor(topic).stream()
                        .map(it -> new TopicPartition(topic, it.partition()))
                        .toList();
        this.begin = consumer.endOffsets(partitions);
    }

    public static Written fromNow(KafkaClients kafka, String topic) {
        return new Written(kafka.viewConsumer(), topic);
    }

    /// How many records.
    public long count() {
        return sum(consumer.endOffsets(partitions)) - sum(begin);
    }

    /// Reads all of them; nobody may be writing any more.
    public void forEach(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        long end = sum(consumer.endOffsets(partitions));
        consumer.assign(partitions);
        begin.forEach(consumer::seek);
        while (partitions.stream().mapToLong(consumer::position).sum() < end) {
            for (var record : consumer.poll(POLL)) {
                each.accept(record);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
