package id.sahut.webhooks.ingest.payload;

import java.util.Optional;

/// What came of reading a payload. Immutable; nobody changes the bytes.
public sealed interface Reading {

    /// @param traceparent the producer's, if there was one
    record Found(byte[] payload, Optional<String> traceparent) implements Reading {}

    /// Kafka keeps it no longer, and will not have it again.
    record Gone() implements Reading {}

    /// Kafka did not say in time. It may do so later.
    record Unavailable() implements Reading {}
}
