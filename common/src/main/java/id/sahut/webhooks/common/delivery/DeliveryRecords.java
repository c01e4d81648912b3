package id.sahut.webhooks.common.delivery;

import static id.sahut.webhooks.common.delivery.DeliveryHeaders.put;
import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.EventReading;
import id.sahut.webhooks.common.id.EventId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Deliveries as Kafka records: the key is the webhook's id, the value is what to POST, the rest is
/// in headers. Immutable, safe for any thread.
///
/// Reading is generous, so that records can be put into a topic with any Kafka tool; writing is
/// exact.
public final class DeliveryRecords {

    /// How often a delivery can be sent again: nobody does so more often.
    public static final int MAX_RESENDS = HeaderValues.MAX_RESEND;

    /// What a record may have, with its headers: the producers' limit, with room for our headers.
    static final int MAX_BYTES = 3 * 1024 * 1024 - 64 * 1024;

    /// What a header takes beside its name and its value, at most.
    private static final int HEADER_BYTES = 10;

    private static final int CUT_KEY_BYTES = 1_024;
    private static final int CUT_VALUE_BYTES = 64 * 1_024;

    private final EventReader events;
    private final int maxRetries;

    /// @param events tells the event type of a record that does not say it
    /// @param maxRetries what a record's `attempt` counts for at most: with fewer tiers than it was
    ///   parked under, it has one attempt left
    public DeliveryRecords(EventReader events, int maxRetries) {
        this.events = events;
        this.maxRetries = maxRetries;
    }

    public static ProducerRecord<byte[], byte[]> write(String topic, Delivery delivery) {
        var record =
                new ProducerRecord<byte[], byte[]>(
                        topic, delivery.webhookId().value().getBytes(UTF_8), delivery.payload());
        Headers headers = record.headers();
        put(headers, DeliveryHeaders.DELIVERY_ID, delivery.id());
        put(headers, DeliveryHeaders.EVENT_ID, delivery.eventId());
        delivery.eventType().ifPresent(it -> put(headers, DeliveryHeaders.EVENT_TYPE, it));
        delivery.workspaceId().ifPresent(it -> put(headers, DeliveryHeaders.WORKSPACE_ID, it));
        delivery.source().ifPresent(it -> put(headers, DeliveryHeaders.SOURCE, it));
        if (delivery.resend() > 0) {
            put(headers, DeliveryHeaders.RESEND, delivery.resend());
        }
        put(headers, DeliveryHeaders.ATTEMPT, delivery.attempt());
        put(headers, DeliveryHeaders.CREATED_AT, delivery.createdAt());
        put(headers, DeliveryHeaders.DEFERRALS, delivery.deferrals());
        delivery.deferredSince().ifPresent(it -> put(headers, DeliveryHeaders.DEFERRED_SINCE, it));
        delivery.lastFailure()
                .ifPresent(failure -> {
                    failure.status().ifPresent(it -> put(headers, DeliveryHeaders.LAST_STATUS, it));
                    put(headers, DeliveryHeaders.LAST_ERROR, failure.error());
                });
        delivery.traceparent().ifPresent(it -> put(headers, DeliveryHeaders.TRACEPARENT, it));
        return record;
    }

    /// A delivery that was set aside without an attempt, and why: who reads it in the meantime can
    /// tell. When it has waited that is no longer true, so reading it back for delivery drops it.
    ///
    /// @param reason one word, such as `crowded`
    public static ProducerRecord<byte[], byte[]> writeDeferred(
            String topic, Delivery delivery, String reason) {
        var record = write(topic, delivery);
        put(record.headers(), DeliveryHeaders.DEFERRAL_REASON, reason);
        return record;
    }

    /// The record of a delivery that somebody sends again.
    ///
    /// @param delivery as [Delivery#again] or [Delivery#late] makes it
    public static ProducerRecord<byte[], byte[]> writeResend(String topic, Delivery delivery) {
        if (delivery.resend() < 1 || delivery.resend() > MAX_RESENDS) {
            throw new IllegalArgumentException(
                    "a delivery is sent again 1 to %d times, not %d"
                            .formatted(MAX_RESENDS, delivery.resend()));
        }
        var record = write(topic, delivery);
        put(record.headers(), DeliveryHeaders.AGAIN, "resend");
        return record;
    }

    /// The record that says that a delivery was given up. Piped back into the deliveries, it starts
    /// over, as a resend.
    public static ProducerRecord<byte[], byte[]> writeExpired(
            String topic, Delivery delivery, ExpiryReason reason, Instant now) {
        var record = write(topic, delivery);
        markExpired(record.headers(), reason, now);
        return record;
    }

    /// Says of a first delivery that it is meant, though there was one of the same id before.
    public static void markAgain(ProducerRecord<byte[], byte[]> record) {
        put(record.headers(), DeliveryHeaders.AGAIN, "replay");
    }

    /// The same for a record that could not be read, or not be written on: as it came, with the
    /// reason. Of one that is too large to be written it is the beginning; the whole of it is still
    /// where it came from.
    public static ProducerRecord<byte[], byte[]> writeUnreadable(
            String topic, ConsumerRecord<byte[], byte[]> record, String why, Instant now) {
        boolean whole = !isTooLarge(record);
        var copy =
                new ProducerRecord<byte[], byte[]>(
                        topic,
                        null,
                        whole ? record.key() : start(record.key(), CUT_KEY_BYTES),
                        whole ? record.value() : start(record.value(), CUT_VALUE_BYTES),
                        whole ? record.headers() : new RecordHeaders());
        put(copy.headers(), DeliveryHeaders.LAST_ERROR, why);
        markExpired(copy.headers(), ExpiryReason.UNREADABLE, now);
        return copy;
    }

    /// Whether it is larger than what can be written to another topic: only by hand, and
    /// compressed, does such a record come into one.
    public static boolean isTooLarge(ConsumerRecord<byte[], byte[]> record) {
        return size(record) > MAX_BYTES;
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = length(record.key());
        size += length(record.value());
        for (Header header : record.headers()) {
            size += HEADER_BYTES + header.key().length();
            size += length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte @Nullable [] start(byte @Nullable [] bytes, int most) {
        return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
    }

    /// Reads a record of any delivery topic. What its headers do not say has a default: no attempt
    /// made, created when the record was written, ids that follow from the record's place, the
    /// payload in that place, and the event type that the payload names.
    public DeliveryReading read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new DeliveryReading.Unreadable("the record has no value");
        }
        if (isTooLarge(record)) {
            return new DeliveryReading.Unreadable(
                    "the record has %d bytes, of which %d can be written on"
                            .formatted(size(record), MAX_BYTES));
        }
        if (record.key() == null) {
            return new DeliveryReading.Unreadable(
                    "the record has no key: it must be the webhook's id");
        }
        return DeliverySigns.of(record)
                .<DeliveryReading>map(signs ->
                        new DeliveryReading.Readable(
                                read(record, signs), signs.isExpired() || signs.isAgain()))
                .orElseGet(() ->
                        new DeliveryReading.Unreadable("the record's key is not a webhook's id"));
    }

    private Delivery read(ConsumerRecord<byte[], byte[]> record, DeliverySigns signs) {
        EventId eventId = signs.eventId();
        boolean startsOver = signs.isExpired();
        return new Delivery(
                signs.webhookId(),
                signs.deliveryId(eventId),
                eventId,
                signs.eventType().or(() -> typeOf(record.value())),
                signs.workspaceId(),
                Optional.of(signs.source()),
                Math.min(signs.resend() + (startsOver ? 1 : 0), HeaderValues.MAX_RESEND),
                startsOver ? 0 : Math.min(signs.attempt(), maxRetries),
                startsOver ? Instant.ofEpochMilli(record.timestamp()) : signs.createdAt(),
                startsOver ? 0 : signs.deferrals(),
                startsOver ? Optional.empty() : signs.deferredSince(),
                startsOver ? Optional.empty() : signs.lastFailure(),
                signs.traceparent(),
                record.value());
    }

    private Optional<String> typeOf(byte[] payload) {
        return switch (events.read(payload)) {
            case EventReading.Readable(var envelope) -> Optional.of(envelope.type().name());
            case EventReading.Rejected(var _, var _) -> Optional.empty();
        };
    }

    private static void markExpired(Headers headers, ExpiryReason reason, Instant now) {
        put(headers, DeliveryHeaders.EXPIRED_REASON, reason.label());
        put(headers, DeliveryHeaders.EXPIRED_AT, now);
    }
}
