package id.sahut.webhooks.common.topics;

/// How many brokers hold each record, and how many must have it before it is acknowledged.
/// Immutable.
record Replication(short factor, int minInSync) {

    /// With three brokers one may be lost and the rest goes on; with fewer, writing would stop as
    /// soon as one is away if more than one had to have each record.
    static Replication on(int brokers) {
        return brokers >= 3
                ? new Replication((short) 3, 2)
                : new Replication((short) Math.clamp(brokers, 1, 2), 1);
    }
}
