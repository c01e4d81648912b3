package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.delivery.Delivery;
import org.apache.kafka.common.TopicPartition;

/// A delivery that this dispatcher has read and answers for. Immutable.
///
/// @param place where it was read
record Work(Delivery delivery, Place place) {

    /// Where a record was read. Immutable.
    ///
    /// @param epoch which assignment of the partition it was: what was read before the partition
    ///   went away and came back is not ours any more
    record Place(TopicPartition partition, long offset, int epoch) {}

    int bytes() {
        return delivery.payload().length;
    }
}
