package id.sahut.webhooks.scheduler.tier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// The first record of each partition that is not due yet; whatever is behind it stays on disk.
/// Confined to the forward loop's thread.
final class Heads {

    private final DueTimes dueTimes;
    private final Map<TopicPartition, ConsumerRecord<byte[], byte[]>> heads = new HashMap<>();

    Heads(DueTimes dueTimes) {
        this.dueTimes = dueTimes;
    }

    void hold(TopicPartition partition, ConsumerRecord<byte[], byte[]> head) {
        if (heads.putIfAbsent(partition, head) != null) {
            throw new IllegalStateException(partition + " has a head already");
        }
    }

    /// Takes out the heads that are due.
    List<ConsumerRecord<byte[], byte[]>> takeDue(long nowMs) {
        var due = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        heads.values().removeIf(head -> dueMs(head) <= nowMs && due.add(head));
        return due;
    }

    /// When the next head is due, in milliseconds since 1970.
    OptionalLong nextDueMs() {
        return heads.values().stream().mapToLong(this::dueMs).min();
    }

    boolean has(TopicPartition partition) {
        return heads.containsKey(partition);
    }

    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(heads::remove);
    }

    private long dueMs(ConsumerRecord<byte[], byte[]> head) {
        return dueTimes.dueMs(head.topic(), head.timestamp());
    }
}
