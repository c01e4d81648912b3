package id.sahut.webhooks.ingest.intake;

/// What came of reading an event that somebody wants to publish. Immutable.
public sealed interface IntakeReading {

    record Accepted() implements IntakeReading {}

    /// Not JSON, a required member is missing, or one has the wrong type.
    ///
    /// @param why what was wrong and what is allowed, for the customer
    record Malformed(String why) implements IntakeReading {}

    /// Readable, but not an event that can be published.
    ///
    /// @param why what was wrong and what is allowed, for the customer
    record Invalid(String why) implements IntakeReading {}
}
