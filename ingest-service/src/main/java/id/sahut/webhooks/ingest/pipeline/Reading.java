package id.sahut.webhooks.ingest.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Reads stretches of many partitions, each as far as somebody wants it. Confined to one thread.
final class Reading implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanoTime;

    /// @param consumer its own, of no group
    Reading(Consumer<byte[], byte[]> consumer, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
    }

    /// @param from where to begin in each partition
    /// @param ends before what to end
    /// @param goesOn told each record; whether more of its partition is wanted
    /// @throws PipelineUnknown when Kafka does not show all of it in time
    void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Predicate<ConsumerRecord<byte[], byte[]>> goesOn)
            throws PipelineUnknown {
        var next = new HashMap<>(from);
        next.entrySet().removeIf(it -> it.getValue() >= ends.getOrDefault(it.getKey(), 0L));
        long endNanos = nanoTime.getAsLong() + LIMIT.toNanos();
        try {
            consumer.assign(next.keySet());
            consumer.resume(consumer.paused()); // those of the time before
            next.forEach(consumer::seek);
            while (!next.isEmpty() && nanoTime.getAsLong() - endNanos < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    var partition = new TopicPartition(record.topic(), record.partition());
                    if (next.containsKey(partition)
                            && (record.offset() >= ends.getOrDefault(partition, 0L)
                                    || !goesOn.test(record))) {
                        next.remove(partition);
                    }
                }
                leaveOut(next, ends);
            }
        } catch (KafkaException e) {
            throw new PipelineUnknown("Kafka could not be read: " + e.getMessage(), e);
        }
        if (!next.isEmpty()) {
            throw new PipelineUnknown(
                    "Kafka has not shown within %d s what lies in %s"
                            .formatted(LIMIT.toSeconds(), next.keySet()));
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }

    /// What is done with, and what has no more records: a marker is stepped over.
    private void leaveOut(Map<TopicPartition, Long> next, Map<TopicPartition, Long> ends) {
        List<TopicPartition> done = new ArrayList<>(consumer.assignment());
        for (TopicPartition partition : List.copyOf(next.keySet())) {
            long position = consumer.position(partition);
            if (position >= ends.getOrDefault(partition, 0L)) {
                next.remove(partition);
            } else {
                next.put(partition, position);
            }
        }
        done.removeAll(next.keySet());
        consumer.pause(done);
    }
}
