package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.ingest.fanout.EventRecords;
import id.sahut.webhooks.ingest.fanout.FanOut;
import id.sahut.webhooks.ingest.fanout.FanOutResult;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Events that have been fanned out. What they make is what the fan-out makes of them, for the
/// webhooks that there are now, marked as meant to come again. Immutable.
///
/// Reading ends before what the fan-out has not dealt with: that is delivered by itself.
record Events(TopicNames topics, FanOut fanOut) implements Source {

    @Override
    public String topic() {
        return topics.events();
    }

    @Override
    public String role() {
        return topics.prefix() + "replay.events";
    }

    @Override
    public String exclusive(String group) {
        return group;
    }

    @Override
    public List<Found> deliveries(ConsumerRecord<byte[], byte[]> record) {
        return switch (fanOut.decide(EventRecords.read(record))) {
            case FanOutResult.Reject _ -> List.of();
            case FanOutResult.Deliver(List<Delivery> deliveries) ->
                    deliveries.stream().map(it -> found(it, record.timestamp())).toList();
        };
    }

    private Found found(Delivery delivery, long timestamp) {
        var record = DeliveryRecords.write(topics.deliveries(), delivery);
        DeliveryRecords.markAgain(record);
        return new Found(
                new Selection.Candidate(
                        delivery.webhookId(),
                        delivery.workspaceId(),
                        delivery.eventType(),
                        Optional.empty(),
                        timestamp),
                record);
    }

    @Override
    public Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> dealtWith =
                admin.listConsumerGroupOffsets(topics.prefix() + "fan-out")
                        .partitionsToOffsetAndMetadata()
                        .get(ASK_FOR.toMillis(), TimeUnit.MILLISECONDS);
        var ends = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata committed = dealtWith.get(partition);
            ends.put(partition, committed == null ? 0 : committed.offset());
        }
        return ends;
    }

    @Override
    public boolean goesOn() {
        return false;
    }
}
