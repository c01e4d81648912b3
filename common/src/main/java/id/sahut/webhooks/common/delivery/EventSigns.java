package id.sahut.webhooks.common.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// What an event's record says of the event beside the payload. Immutable.
///
/// @param eventId the producer's own, or else the one that follows from the record's place; empty
///   when the producer's can't be one
/// @param traceparent W3C Trace Context; empty when it is missing or not in that form
public record EventSigns(Optional<EventId> eventId, Optional<String> traceparent) {

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    public static EventSigns of(ConsumerRecord<byte[], byte[]> record) {
        return new EventSigns(
                eventId(record),
                DeliveryHeaders.text(record.headers(), DeliveryHeaders.TRACEPARENT)
                        .filter(it -> TRACEPARENT.matcher(it).matches()));
    }

    /// A header that is there but empty is an id too: one that can't be used.
    private static Optional<EventId> eventId(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(DeliveryHeaders.EVENT_ID);
        if (header == null) {
            return Optional.of(
                    DerivedIds.event(
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            record.timestamp()));
        }
        byte[] value = header.value();
        return Optional.of(value == null ? "" : new String(value, UTF_8))
                .filter(EventId::isWellFormed)
                .map(EventId::new);
    }
}
