package id.sahut.webhooks.dispatcher.outcome;

import org.apache.kafka.common.TopicPartition;

/// Where a record was read. Immutable.
///
/// @param epoch which assignment of the partition it was: what was read before the partition went
///   away and came back is not ours any more
public record Place(TopicPartition partition, long offset, int epoch) {}
