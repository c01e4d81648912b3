package id.sahut.webhooks.common.topics;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a service has to be allowed on a cluster that asks, beside looking at its topics.
/// Immutable.
///
/// @param reads topics that it reads
/// @param writes topics that it writes to
/// @param groups groups that it is a member of
public record Rights(List<String> reads, List<String> writes, List<String> groups) {

    public Rights {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        groups = List.copyOf(groups);
    }

    /// Those that it reads or writes.
    Set<String> topics() {
        var topics = new TreeSet<>(reads);
        topics.addAll(writes);
        return topics;
    }

    static Rights none() {
        return new Rights(List.of(), List.of(), List.of());
    }
}
