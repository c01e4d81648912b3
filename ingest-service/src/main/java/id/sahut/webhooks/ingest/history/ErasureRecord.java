package id.sahut.webhooks.ingest.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// That somebody had a delivery's content erased, as JSON in a topic of its own; the record's key
/// is the webhook's id. Immutable.
///
/// A history that is made anew reads it, too, so what was erased stays so.
///
/// @param createdAt the delivery's own
record ErasureRecord(WebhookId webhook, DeliveryId delivery, EventId event, Instant createdAt) {

    ProducerRecord<byte[], byte[]> write(String topic) {
        var members = new LinkedHashMap<String, Object>();
        members.put("delivery_id", delivery.value());
        members.put("event_id", event.value());
        members.put("created_at", createdAt.toString());
        return new ProducerRecord<>(
                topic,
                webhook.value().getBytes(UTF_8),
                JsonMapper.shared().writeValueAsBytes(members));
    }

    static ErasureRecord of(RecordedDelivery delivery) {
        return new ErasureRecord(
                delivery.webhook(), delivery.id(), delivery.eventId(), delivery.createdAt());
    }

    DeliveryKey key() {
        return new DeliveryKey(webhook, delivery);
    }

    /// Whatever else is heard of the delivery counts for more, but that it is erased.
    DeliveryFacts facts(ConsumerRecord<byte[], byte[]> record) {
        return new DeliveryFacts(
                event,
                Optional.empty(),
                createdAt.toEpochMilli(),
                record.timestamp(),
                Optional.empty(),
                new Standing(
                        Long.MIN_VALUE,
                        DeliveryState.WAITING,
                        Optional.empty(),
                        record.timestamp(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                0,
                true);
    }

    /// Empty when it is none.
    static Optional<ErasureRecord> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            JsonNode members = JsonMapper.shared().readTree(record.value());
            String webhook = new String(record.key(), UTF_8);
            String delivery = members.path("delivery_id").asString("");
            String event = members.path("event_id").asString("");
            if (!WebhookId.isWellFormed(webhook)
                    || !DeliveryId.isWellFormed(delivery)
                    || !EventId.isWellFormed(event)) {
                return Optional.empty();
            }
            return Optional.of(Instant.parse(members.path("created_at").asString("")))
                    .filter(FactReader::isOfOurTime)
                    .map(it ->
                            new ErasureRecord(
                                    new WebhookId(webhook),
                                    new DeliveryId(delivery),
                                    new EventId(event),
                                    it));
        } catch (JacksonException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
