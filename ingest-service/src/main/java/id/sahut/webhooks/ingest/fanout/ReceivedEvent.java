package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.delivery.RecordPlace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event's record, as far as deciding about it needs. Immutable; nobody changes [#value].
///
/// @param givenId the producer's own event id, not yet checked
/// @param traceparent of the producer, already checked
record ReceivedEvent(
        RecordPlace place,
        long timestampMs,
        Optional<String> givenId,
        Optional<String> traceparent,
        byte @Nullable [] value) {}
