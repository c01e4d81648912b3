package id.sahut.webhooks.ingest.recover;

import java.util.Map;
import java.util.TreeMap;

/// How far the events of a recovery's time have been read, of those that the fan-out had dealt with
/// when that began. Immutable.
///
/// @param next what is read next, by partition
/// @param ends before what reading ends
record EventsRead(Map<Integer, Long> next, Map<Integer, Long> ends) {

    EventsRead {
        next = Map.copyOf(next);
        ends = Map.copyOf(ends);
        if (!next.keySet().equals(ends.keySet())) {
            throw new IllegalArgumentException("%s and %s differ".formatted(next, ends));
        }
    }

    boolean isDone() {
        return next.entrySet().stream().allMatch(it -> it.getValue() >= end(it.getKey()));
    }

    long end(int partition) {
        return ends.getOrDefault(partition, 0L);
    }

    /// @param further by partition; others are as they were
    EventsRead upTo(Map<Integer, Long> further) {
        var moved = new TreeMap<>(next);
        further.forEach((partition, offset) -> moved.merge(partition, offset, Math::max));
        return new EventsRead(moved, ends);
    }
}
