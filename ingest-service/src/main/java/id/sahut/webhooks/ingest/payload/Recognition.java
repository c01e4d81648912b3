package id.sahut.webhooks.ingest.payload;

import id.sahut.webhooks.common.delivery.DeliverySigns;
import id.sahut.webhooks.common.delivery.EventSigns;
import id.sahut.webhooks.common.topics.TopicNames;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Tells whether a record is the one that somebody looks for. Immutable, safe for any thread.
final class Recognition {

    private final TopicNames topics;

    Recognition(TopicNames topics) {
        this.topics = topics;
    }

    /// Whether payloads are looked for in this topic at all. A place may be in any header, and so
    /// name any topic.
    boolean covers(String topic) {
        return topic.equals(topics.events()) || topic.equals(topics.deliveries());
    }

    Reading of(ConsumerRecord<byte[], byte[]> record, Expected expected) {
        byte[] payload = record.value();
        if (payload == null) {
            return new Reading.Gone();
        }
        if (record.topic().equals(topics.events())) {
            var signs = EventSigns.of(record);
            return signs.eventId().filter(expected.eventId()::equals).isPresent()
                    ? new Reading.Found(payload, signs.traceparent())
                    : new Reading.Gone();
        }
        return DeliverySigns.of(record)
                .filter(it -> it.deliveryId().equals(expected.deliveryId()))
                .<Reading>map(it -> new Reading.Found(payload, it.traceparent()))
                .orElseGet(Reading.Gone::new);
    }
}
