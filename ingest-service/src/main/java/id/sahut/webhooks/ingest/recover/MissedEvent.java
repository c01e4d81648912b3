package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.EventSigns;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.event.EventEnvelope;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.EventReading;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.webhook.Webhook;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Makes of an event the delivery that the fan-out would have made, had the webhook wanted it.
/// Stateless.
final class MissedEvent {

    private MissedEvent() {}

    /// Which events somebody wants. Immutable.
    ///
    /// @param since of events published at this time or later
    record Test(EventReader events, RecoveryWish wish, Webhook webhook, Instant since) {

        /// @return empty when it is none of these
        Optional<Delivery> delivery(ConsumerRecord<byte[], byte[]> record) {
            Instant published = Instant.ofEpochMilli(record.timestamp());
            byte[] value = record.value();
            if (value == null || published.isBefore(since) || !published.isBefore(wish.to())) {
                return Optional.empty();
            }
            return events.read(value) instanceof EventReading.Readable(var envelope)
                            && isWanted(envelope)
                    ? EventSigns.of(record)
                            .eventId()
                            .map(id -> delivery(record, value, published, id, envelope))
                    : Optional.empty();
        }

        private boolean isWanted(EventEnvelope envelope) {
            return envelope.workspaceId().equals(wish.workspace())
                    && webhook.wants(envelope.type())
                    && wish.event().map(envelope.type().name()::equals).orElse(true);
        }

        private Delivery delivery(
                ConsumerRecord<byte[], byte[]> record,
                byte[] value,
                Instant published,
                EventId id,
                EventEnvelope envelope) {
            return Delivery.first(
                            webhook.id(),
                            DerivedIds.delivery(id, webhook.id()),
                            id,
                            envelope.type().name(),
                            envelope.workspaceId().value(),
                            published,
                            EventSigns.of(record).traceparent(),
                            value)
                    .from(new RecordPlace(record.topic(), record.partition(), record.offset()))
                    .late();
        }
    }
}
