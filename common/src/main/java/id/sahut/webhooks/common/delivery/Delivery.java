package id.sahut.webhooks.common.delivery;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;

/// One event on its way to one webhook. Immutable; nobody changes [#payload].
///
/// @param id the receiver's idempotency key: the same for every attempt, and for the same event
///   fanned out twice
/// @param eventType empty when nobody said it and the payload does not tell
/// @param workspaceId as the record says it; what counts is the registered webhook's
/// @param source where the payload lies in Kafka: the event's record, or the delivery's own where
///   there is no event; empty where nobody said it
/// @param resend 0 for the original, and how often it has been sent again since: the attempts of
///   each time are counted from 1
/// @param attempt POSTs already made, 0 to 5
/// @param createdAt when the event was published, or when the delivery was sent again
/// @param deferrals how often in a row it was set aside because its endpoint had enough to do
/// @param deferredSince when the first of these deferrals was; empty when there are none
/// @param payload the event's bytes, untouched: what is signed is what the producer published
public record Delivery(
        WebhookId webhookId,
        DeliveryId id,
        EventId eventId,
        Optional<String> eventType,
        Optional<String> workspaceId,
        Optional<RecordPlace> source,
        int resend,
        int attempt,
        Instant createdAt,
        int deferrals,
        Optional<Instant> deferredSince,
        Optional<LastFailure> lastFailure,
        Optional<String> traceparent,
        byte[] payload) {

    /// Why the latest attempt failed.
    ///
    /// @param status the answer's status, if there was an answer
    /// @param error the outcome's kind and what is known of it
    public record LastFailure(Optional<Integer> status, String error) {}

    /// A new delivery of an event, of which nobody has said where it lies.
    public static Delivery first(
            WebhookId webhookId,
            DeliveryId id,
            EventId eventId,
            String eventType,
            String workspaceId,
            Instant createdAt,
            Optional<String> traceparent,
            byte[] payload) {
        return new Delivery(
                webhookId,
                id,
                eventId,
                Optional.of(eventType),
                Optional.of(workspaceId),
                Optional.empty(),
                0,
                0,
                createdAt,
                0,
                Optional.empty(),
                Optional.empty(),
                traceparent,
                payload);
    }

    /// The same delivery, whose payload lies there.
    public Delivery from(RecordPlace place) {
        return new Delivery(
                webhookId,
                id,
                eventId,
                eventType,
                workspaceId,
                Optional.of(place),
                resend,
                attempt,
                createdAt,
                deferrals,
                deferredSince,
                lastFailure,
                traceparent,
                payload);
    }

    /// The same delivery from its beginning, sent again.
    ///
    /// @param resend the how many-th time that is, 1 or more
    public Delivery again(int resend, Instant now) {
        return new Delivery(
                webhookId,
                id,
                eventId,
                eventType,
                workspaceId,
                source,
                resend,
                0,
                now,
                0,
                Optional.empty(),
                Optional.empty(),
                traceparent,
                payload);
    }

    /// A first delivery that is made when the fan-out has long passed its event: told apart as one
    /// that is sent again is, and as old as its event.
    public Delivery late() {
        return new Delivery(
                webhookId,
                id,
                eventId,
                eventType,
                workspaceId,
                source,
                1,
                0,
                createdAt,
                0,
                Optional.empty(),
                Optional.empty(),
                traceparent,
                payload);
    }

    /// The same delivery after one more failed POST.
    public Delivery failed(LastFailure failure) {
        return new Delivery(
                webhookId,
                id,
                eventId,
                eventType,
                workspaceId,
                source,
                resend,
                attempt + 1,
                createdAt,
                0,
                Optional.empty(),
                Optional.of(failure),
                traceparent,
                payload);
    }

    /// The same delivery, set aside without a POST.
    public Delivery deferred(Instant now) {
        return new Delivery(
                webhookId,
                id,
                eventId,
                eventType,
                workspaceId,
                source,
                resend,
                attempt,
                createdAt,
                deferrals + 1,
                Optional.of(deferredSince.orElse(now)),
                lastFailure,
                traceparent,
                payload);
    }

    @Override
    public String toString() {
        return "%s of %s to %s, %d attempts".formatted(id, eventId, webhookId, attempt);
    }
}
