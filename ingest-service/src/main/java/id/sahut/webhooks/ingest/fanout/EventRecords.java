package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.RecordPlace;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// Events as producers put them into Kafka. Stateless.
final class EventRecords {

    /// W3C Trace Context; nothing else is copied to the delivery.
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private EventRecords() {}

    static ReceivedEvent read(ConsumerRecord<byte[], byte[]> record) {
        return new ReceivedEvent(
                new RecordPlace(record.topic(), record.partition(), record.offset()),
                record.timestamp(),
                givenId(record),
                DeliveryHeaders.text(record.headers(), DeliveryHeaders.TRACEPARENT)
                        .filter(it -> TRACEPARENT.matcher(it).matches()),
                record.value());
    }

    /// A header that is there but empty is an id too: one that can't be used.
    private static Optional<String> givenId(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(DeliveryHeaders.EVENT_ID);
        if (header == null) {
            return Optional.empty();
        }
        byte[] value = header.value();
        return Optional.of(value == null ? "" : new String(value, UTF_8));
    }
}
