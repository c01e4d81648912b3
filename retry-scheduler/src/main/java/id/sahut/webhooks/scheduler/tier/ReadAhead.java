package id.sahut.webhooks.scheduler.tier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// The first records of each partition that are not due yet, in the log's order; whatever is behind
/// them stays on disk. Confined to the forward loop's thread.
///
/// A partition takes records until it is full, and wants more when it is half empty: so what is
/// parked is read about once, however long it waits.
final class ReadAhead {

    /// What a record takes beside its key and its value: headers, and objects.
    private static final long RECORD_BYTES = 1_024;

    private final DueTimes dueTimes;
    private final long limitBytes;
    private final Map<TopicPartition, Waiting> partitions = new HashMap<>();
    private final Set<TopicPartition> full = new HashSet<>();

    private static final class Waiting {
        private final Queue<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
        private long bytes;
    }

    /// @param limitBytes how much a partition takes; the first record of each is taken whatever its
    ///   size
    ReadAhead(DueTimes dueTimes, long limitBytes) {
        this.dueTimes = dueTimes;
        this.limitBytes = limitBytes;
    }

    /// Takes the next record of a partition, unless the partition is full: then that record is to
    /// be read again, once [#takeRoomy] names the partition.
    boolean offer(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        var waiting = partitions.computeIfAbsent(partition, _ -> new Waiting());
        if (!waiting.records.isEmpty() && waiting.bytes + bytes(record) > limitBytes) {
            full.add(partition);
            return false;
        }
        waiting.records.add(record);
        waiting.bytes += bytes(record);
        return true;
    }

    /// Takes out what is due, of each partition in its order.
    List<ConsumerRecord<byte[], byte[]>> takeDue(long nowMs) {
        var due = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (Waiting waiting : partitions.values()) {
            for (var head = waiting.records.peek();
                    head != null && dueMs(head) <= nowMs;
                    head = waiting.records.peek()) {
                due.add(waiting.records.remove());
                waiting.bytes -= bytes(head);
            }
        }
        return due;
    }

    /// The partitions that were full and are half empty now, each once.
    Set<TopicPartition> takeRoomy() {
        var roomy = new HashSet<TopicPartition>();
        full.removeIf(it -> bytes(it) <= limitBytes / 2 && roomy.add(it));
        return roomy;
    }

    /// When the next record is due, in milliseconds since 1970.
    OptionalLong nextDueMs() {
        return partitions.values().stream()
                .filter(it -> !it.records.isEmpty())
                .mapToLong(it -> dueMs(it.records.element()))
                .min();
    }

    int count(TopicPartition partition) {
        var waiting = partitions.get(partition);
        return waiting == null ? 0 : waiting.records.size();
    }

    void forget(Collection<TopicPartition> gone) {
        gone.forEach(partitions::remove);
        gone.forEach(full::remove);
    }

    private long bytes(TopicPartition partition) {
        var waiting = partitions.get(partition);
        return waiting == null ? 0 : waiting.bytes;
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        return RECORD_BYTES
                + Math.max(0, record.serializedKeySize())
                + Math.max(0, record.serializedValueSize());
    }

    private long dueMs(ConsumerRecord<byte[], byte[]> record) {
        return dueTimes.dueMs(record.topic(), record.timestamp());
    }
}
