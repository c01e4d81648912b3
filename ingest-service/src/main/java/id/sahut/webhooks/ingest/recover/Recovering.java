package id.sahut.webhooks.ingest.recover;

/// What came of wishing for a recovery, or of stopping one. Immutable.
public sealed interface Recovering {

    record Accepted(Recovery recovery) implements Recovering {}

    /// Another one of the webhook's is not finished.
    record Busy() implements Recovering {}

    record Unknown() implements Recovering {}

    /// Kafka did not acknowledge it in time: it may be so all the same.
    record Unconfirmed() implements Recovering {}

    /// What recoveries there are is not known just now; nothing was written.
    record Unavailable() implements Recovering {}
}
