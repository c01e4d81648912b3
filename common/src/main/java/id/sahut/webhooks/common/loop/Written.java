package id.sahut.webhooks.common.loop;

/// What came of a transaction. Immutable.
public enum Written {
    /// All of it is in Kafka.
    COMMITTED,
    /// None of it is: whoever still owns the partitions does it again.
    ABORTED
}
