package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.event.EventEnvelope;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.EventReading;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.event.RejectionReason;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Decides what becomes of an event: who gets it, under which ids, or why nobody does. Immutable,
/// safe for any thread. Knows no Kafka.
///
/// The same event decided twice gives the same ids.
public final class FanOut {

    private final EventReader events;
    private final Subscribers subscribers;

    /// Knows who wants what.
    public interface Subscribers {
        List<WebhookId> of(WorkspaceId workspace, EventType type);
    }

    public FanOut(EventReader events, Subscribers subscribers) {
        this.events = events;
        this.subscribers = subscribers;
    }

    public FanOutResult decide(ReceivedEvent event) {
        byte[] value = event.value();
        return switch (events.read(value)) {
            case EventReading.Rejected(var reason, var detail) ->
                    new FanOutResult.Reject(reason, detail);
            case EventReading.Readable(var envelope) ->
                    value == null
                            ? new FanOutResult.Deliver(List.of())
                            : deliver(event, value, envelope);
        };
    }

    private FanOutResult deliver(ReceivedEvent event, byte[] value, EventEnvelope envelope) {
        Optional<EventId> id = event.id();
        if (id.isEmpty()) {
            return new FanOutResult.Reject(
                    RejectionReason.INVALID_EVENT_ID,
                    "an event-id header must be 1 to 128 visible ASCII characters");
        }
        Instant createdAt = Instant.ofEpochMilli(event.timestampMs());
        return new FanOutResult.Deliver(
                subscribers.of(envelope.workspaceId(), envelope.type()).stream()
                        .map(webhook ->
                                Delivery.first(
                                                webhook,
                                                DerivedIds.delivery(id.get(), webhook),
                                                id.get(),
                                                envelope.type().name(),
                                                envelope.workspaceId().value(),
                                                createdAt,
                                                event.traceparent(),
                                                value)
                                        .from(event.place()))
                        .toList());
    }
}
