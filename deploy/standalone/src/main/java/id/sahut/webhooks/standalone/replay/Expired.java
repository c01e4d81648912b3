package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.delivery.DeliverySigns;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.topics.TopicNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/// Deliveries that were given up. Their records go into the deliveries as they are: the dispatcher
/// knows by their headers that they start over. Immutable.
///
/// What could not be read is left out, for it would come back at once.
record Expired(TopicNames topics) implements Source {

    @Override
    public String topic() {
        return topics.expired();
    }

    @Override
    public String role() {
        return topics.prefix() + "replay.expired";
    }

    /// Two selections may overlap, and each leaves out what the other had sent when it began.
    @Override
    public String exclusive(String group) {
        return role();
    }

    @Override
    public List<Found> deliveries(ConsumerRecord<byte[], byte[]> record) {
        Optional<DeliverySigns> signs = DeliverySigns.of(record);
        boolean isReadable =
                record.value() != null
                        && signs.flatMap(DeliverySigns::expiredReason)
                                .map(it -> !it.equals(ExpiryReason.UNREADABLE.label()))
                                .orElse(false);
        return isReadable
                ? signs.map(it -> new Found(candidate(it, record), copy(record))).stream().toList()
                : List.of();
    }

    private static Selection.Candidate candidate(
            DeliverySigns signs, ConsumerRecord<byte[], byte[]> record) {
        return new Selection.Candidate(
                signs.webhookId(),
                signs.workspaceId(),
                signs.eventType(),
                signs.expiredReason(),
                record.timestamp());
    }

    private ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                topics.deliveries(), null, record.key(), record.value(), record.headers());
    }

    @Override
    public Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(it -> latest.put(it, OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, it) -> ends.put(partition, it.offset()));
        return ends;
    }

    @Override
    public boolean goesOn() {
        return true;
    }
}
