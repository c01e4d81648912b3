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

    /// The position to commit, marked as ours; within a replay with where that ends, for whoever
    /// goes on with it.
    OffsetAndMetadata committed(TopicPartition partition, OffsetAndMetadata next) {
        Long end = until.get(partition);
        if (end != null && end <= next.offset()) {
            until.remove(partition);
            end = null;
        }
        String mark = mark(next.offset());
        return new OffsetAndMetadata(
                next.offset(), next.leaderEpoch(), end == null ? mark : mark + ":" + end);
    }

    /// A partition is read on from there.
    void begin(TopicPartition partition, StartingPoints.Place place) {
        until.remove(partition);
        place.committed()
                .ifPresent(it -> {
                    long end = end(it, place.end());
                    if (end > it.offset()) {
                        until.put(partition, end);
                    }
                });
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

    /// Where the replay ends that begins or goes on at this position: at the position itself if it
    /// is none.
    private static long end(OffsetAndMetadata committed, long logEnd) {
        String mark = mark(committed.offset());
        String metadata = Stumbles.withoutMark(committed.metadata());
        if (metadata.equals(mark)) {
            return committed.offset();
        }
        String rest = metadata.startsWith(mark + ":") ? metadata.substring(mark.length() + 1) : "";
        boolean isOffset = rest.matches("[0-9]{1,18}");
        return isOffset ? Math.min(Long.parseLong(rest), logEnd) : logEnd;
    }

    private static String mark(long offset) {
        return OURS + offset;
    }
}
