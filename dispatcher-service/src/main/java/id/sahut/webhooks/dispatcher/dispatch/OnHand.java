package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.outcome.Assignment;
import id.sahut.webhooks.dispatcher.outcome.Outcomes;
import id.sahut.webhooks.dispatcher.outcome.Work;
import java.util.Collection;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/// What the dispatch loop has on its hands: deliveries in their lanes, the partitions that they are
/// of, and outcomes that wait to be written. Confined to the dispatch loop's thread.
///
/// @param maxBytes payloads in memory: queued, in flight, and ended but not written
record OnHand(Lanes<Work> lanes, Assignment assignment, Outcomes outcomes, long maxBytes) {

    /// How much it is: 1 is as much as may be. While Kafka is slow to take outcomes that is what
    /// two commits let through: what is not read is not ours to wait with.
    double fill() {
        double enough =
                outcomes.isStalled()
                        ? (double) lanes.queued() / (2 * Outcomes.BEGUN_PER_COMMIT)
                        : lanes.fill();
        return Math.max(
                Math.max(enough, lanes.fill()),
                Math.max((double) bytes() / maxBytes, outcomes.fill()));
    }

    long bytes() {
        return lanes.heldBytes() + outcomes.heldBytes();
    }

    /// Whether attempts are in flight, or outcomes on their way.
    boolean isUnderWay() {
        return lanes.inFlight() > 0 || outcomes.unwritten() > 0;
    }

    /// Leaves to their partition's next owner what is queued and has not begun.
    void leave(Predicate<Work> which) {
        lanes.removeIf(which).forEach(it -> assignment.settled(it.item().place()));
    }

    /// What is queued of these partitions is dropped, and what comes back of them is ignored.
    void drop(Collection<TopicPartition> partitions) {
        assignment.remove(partitions);
        var _ = lanes.removeIf(work -> !assignment.isCurrent(work.place()));
        outcomes.dropForeign();
    }
}
