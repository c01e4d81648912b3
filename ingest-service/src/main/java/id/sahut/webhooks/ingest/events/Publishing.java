package id.sahut.webhooks.ingest.events;

import id.sahut.webhooks.common.id.EventId;

/// What came of publishing an event. Immutable.
public sealed interface Publishing {

    /// Kafka has acknowledged it, now or when it was published under the same key before.
    record Published(EventId eventId) implements Publishing {}

    /// Another event was published under the same key.
    record Conflict() implements Publishing {}

    /// It is not known to be in Kafka, and may be.
    record Unavailable() implements Publishing {}
}
