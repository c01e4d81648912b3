package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.loop.StartingPoints;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Tells events that somebody wants fanned out once more from those that are only fanned out again
/// because a process died before it had committed. Confined to the fan-out loop's thread.
///
/// A commit of ours says so, and for which offset. Where a group's position says nothing, somebody
/// moved it by hand, and everything up to the log's end at that moment is a replay: its deliveries
/// are marked, or the dispatcher would take them for repeats.
final class Replays {

    private static final String OURS = "fan-out:";

    private final Map<TopicPartition, Long> until = new HashMap<>();

    /// The position to commit, marked as ours.
    static OffsetAndMetadata committed(OffsetAndMetadata next) {
        return new OffsetAndMetadata(next.offset(), next.leaderEpoch(), mark(next.offset()));
    }

    /// A partition is read on from there.
    void begin(TopicPartition partition, StartingPoints.Place place) {
        boolean isMoved =
                place.committed()
                        .filter(it -> !it.metadata().equals(mark(it.offset())))
                        .isPresent();
        if (isMoved) {
            until.put(partition, place.end());
        } else {
            until.remove(partition);
        }
    }

    /// Others read these now.
    void forget(Collection<TopicPartition> partitions) {
        until.keySet().removeAll(partitions);
    }

    /// Whether the event at this place is fanned out once more because somebody wants it.
    boolean covers(String topic, int partition, long offset) {
        if (until.isEmpty()) {
            return false;
        }
        Long end = until.get(new TopicPartition(topic, partition));
        return end != null && offset < end;
    }

    private static String mark(long offset) {
        return OURS + offset;
    }
}
