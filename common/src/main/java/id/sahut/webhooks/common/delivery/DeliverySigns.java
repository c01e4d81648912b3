package id.sahut.webhooks.common.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What a record of any delivery topic says of its delivery beside the payload, which is not looked
/// at: it may be missing, cut off or anything. Confined to a thread.
///
/// Unlike [DeliveryRecords#read] it tells what stands there: what was given up does not start over,
/// and a type that only the payload names is none. The ids and the defaults are the same. One pass
/// over the headers; what an accessor gives is made from its header's text when it is asked, so ask
/// once for what is needed.
public final class DeliverySigns {

    private final ConsumerRecord<byte[], byte[]> record;
    private final WebhookId webhookId;
    private final HeaderValues headers;

    private DeliverySigns(ConsumerRecord<byte[], byte[]> record, WebhookId webhookId) {
        this.record = record;
        this.webhookId = webhookId;
        this.headers = new HeaderValues(record.headers());
    }

    /// Empty when the record's key is no webhook's id.
    public static Optional<DeliverySigns> of(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return Optional.empty();
        }
        String key = new String(record.key(), UTF_8);
        return WebhookId.isWellFormed(key)
                ? Optional.of(new DeliverySigns(record, new WebhookId(key)))
                : Optional.empty();
    }

    public WebhookId webhookId() {
        return webhookId;
    }

    public EventId eventId() {
        return headers.eventId()
                .filter(EventId::isWellFormed)
                .map(EventId::new)
                .orElseGet(() ->
                        DerivedIds.event(
                                record.topic(),
                                record.partition(),
                                record.offset(),
                                record.timestamp()));
    }

    public DeliveryId deliveryId() {
        return given().orElseGet(() -> DerivedIds.delivery(eventId(), webhookId));
    }

    /// @param eventId [#eventId], which is known already
    DeliveryId deliveryId(EventId eventId) {
        return given().orElseGet(() -> DerivedIds.delivery(eventId, webhookId));
    }

    private Optional<DeliveryId> given() {
        return headers.deliveryId().filter(DeliveryId::isWellFormed).map(DeliveryId::new);
    }

    /// As the header says it.
    public Optional<String> eventType() {
        return headers.eventType().filter(EventType::isWellFormed);
    }

    /// As the record says it; what counts is the registered webhook's.
    public Optional<String> workspaceId() {
        return headers.workspaceId();
    }

    /// Where the payload lies: in this record, when it says nothing else.
    public RecordPlace source() {
        return headers.source()
                .flatMap(RecordPlace::parse)
                .orElseGet(
                        () -> new RecordPlace(record.topic(), record.partition(), record.offset()));
    }

    /// 0 for the original, and how often it has been sent again since.
    public int resend() {
        return headers.resend();
    }

    /// Attempts made, as far as the record says.
    public int attempt() {
        return headers.attempt().orElse(0);
    }

    public Instant createdAt() {
        return headers.createdAt().orElseGet(() -> Instant.ofEpochMilli(record.timestamp()));
    }

    /// How often in a row it was set aside without an attempt.
    public int deferrals() {
        return headers.deferrals().orElse(0);
    }

    public Optional<Instant> deferredSince() {
        return headers.deferredSince();
    }

    /// Why it was set aside the last time, when that is what it waits for: `crowded`, `disabled`
    /// and the like.
    public Optional<String> deferralReason() {
        return headers.deferralReason();
    }

    public Optional<Delivery.LastFailure> lastFailure() {
        return headers.lastFailure();
    }

    public Optional<String> traceparent() {
        return headers.traceparent();
    }

    /// Whether it was given up.
    public boolean isExpired() {
        return headers.expired();
    }

    /// When it was given up; empty when it was not, or the header is unreadable.
    public Optional<Instant> expiredAt() {
        return headers.expiredAt();
    }

    /// An [ExpiryReason]'s label, unless somebody wrote it by hand.
    public Optional<String> expiredReason() {
        return headers.expiredReason();
    }

    /// Whether it is meant to be delivered though there was one of the same id before.
    public boolean isAgain() {
        return headers.again();
    }
}
