package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.retry.RetryTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// The records that one transaction forwards, and the positions it moves. Confined to the forward
/// loop's thread.
final class Forwarding {

    private final String dueTopic;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final List<Late> lateness = new ArrayList<>();
    private final Map<TopicPartition, Long> firstOffsets = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();

    /// How late a delivery of a tier is. Immutable.
    record Late(RetryTier tier, Duration by) {}

    Forwarding(String dueTopic) {
        this.dueTopic = dueTopic;
    }

    void add(ConsumerRecord<byte[], byte[]> parked, Late late) {
        add(
                parked,
                new ProducerRecord<>(
                        dueTopic, null, null, parked.key(), parked.value(), parked.headers()));
        lateness.add(late);
    }

    /// The parked record is done with when this one is written in its place.
    void add(ConsumerRecord<byte[], byte[]> parked, ProducerRecord<byte[], byte[]> instead) {
        var partition = new TopicPartition(parked.topic(), parked.partition());
        records.add(instead);
        firstOffsets.putIfAbsent(partition, parked.offset());
        reached(partition, parked.offset() + 1);
    }

    /// Everything before this offset has been forwarded, or was nothing to forward.
    void reached(TopicPartition partition, long offset) {
        positions.put(partition, new OffsetAndMetadata(offset));
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        return records;
    }

    List<Late> lateness() {
        return lateness;
    }

    Map<TopicPartition, OffsetAndMetadata> positions() {
        return positions;
    }

    /// Where to read again when it did not happen.
    Map<TopicPartition, Long> firstOffsets() {
        return firstOffsets;
    }

    boolean isEmpty() {
        return positions.isEmpty();
    }
}
