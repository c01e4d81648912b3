package id.sahut.webhooks.common.event;

/// What came of reading an event: an envelope, or the reason why there is none. Immutable.
public sealed interface EventReading {

    record Readable(EventEnvelope envelope) implements EventReading {}

    /// @param detail what was wrong and what is allowed; never a part of the payload's data
    record Rejected(RejectionReason reason, String detail) implements EventReading {}
}
