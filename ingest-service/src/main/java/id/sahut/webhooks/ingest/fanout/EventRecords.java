package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.delivery.EventSigns;
import id.sahut.webhooks.common.delivery.RecordPlace;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Events as producers put them into Kafka. Stateless.
public final class EventRecords {

    private EventRecords() {}

    public static ReceivedEvent read(ConsumerRecord<byte[], byte[]> record) {
        EventSigns signs = EventSigns.of(record);
        return new ReceivedEvent(
                new RecordPlace(record.topic(), record.partition(), record.offset()),
                record.timestamp(),
                signs.eventId(),
                signs.traceparent(),
                record.value());
    }
}
