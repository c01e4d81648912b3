package id.sahut.webhooks.dispatcher.outcome;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// What goes into one transaction. Immutable.
public record Batch(
        List<Ending> endings,
        Map<TopicPartition, OffsetAndMetadata> offsets,
        ConsumerGroupMetadata member) {}
