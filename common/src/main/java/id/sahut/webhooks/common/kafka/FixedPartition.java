package id.sahut.webhooks.common.kafka;

import org.apache.kafka.common.utils.Utils;

/// Where a compacted topic's record goes by its key, however many partitions the topic is given
/// later: the records of one key must stay in one partition, or compaction keeps one in each and
/// their order is lost. Stateless.
public final class FixedPartition {

    private FixedPartition() {}

    /// What Kafka's own partitioner says for a topic as it was planned.
    ///
    /// @param planned the partitions that the topic was made with
    public static int of(byte[] key, int planned) {
        return Utils.toPositive(Utils.murmur2(key)) % planned;
    }
}
