package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.EventId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event's record, as far as deciding about it needs. Immutable; nobody changes [#value].
///
/// @param id empty when its producer gave it one that can't be used
/// @param traceparent of the producer, already checked
public record ReceivedEvent(
        RecordPlace place,
        long timestampMs,
        Optional<EventId> id,
        Optional<String> traceparent,
        byte @Nullable [] value) {}
