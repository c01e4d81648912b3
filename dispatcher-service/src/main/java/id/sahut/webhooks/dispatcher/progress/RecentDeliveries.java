package id.sahut.webhooks.dispatcher.progress;

import id.sahut.webhooks.common.id.DeliveryId;
import java.time.Duration;
import java.util.LinkedHashMap;

/// The first deliveries read lately of one partition: what the fan-out repeats, because it died
/// before it had committed, is told by them. Confined to the dispatch loop's thread.
///
/// ```
///   offsets   … 41  42  43  44  …  97  98
///   delivery     a   b   c   d      b   e
///                                   ▲ a repeat: b is at 42, and was written minutes ago at most
/// ```
///
/// The first of two is the one that counts, wherever it stands now: its attempts and retries are
/// its own, and the second would have as many again.
public final class RecentDeliveries {

    /// So many are remembered, and so many offsets are read back when a partition comes to us. A
    /// repeat follows within what the fan-out may owe: a thousand events over all partitions.
    public static final int MOST = 4_096;

    /// Written longer after the one before, a second is meant.
    static final Duration WITHIN = Duration.ofMinutes(10);

    private final LinkedHashMap<DeliveryId, Seen> seen = new LinkedHashMap<>();

    private record Seen(long offset, long writtenMs) {}

    /// Takes note of a first delivery.
    ///
    /// @param writtenMs the record's time, in milliseconds since 1970
    /// @return whether the same delivery stands before it in the log
    public boolean isRepeat(DeliveryId id, long offset, long writtenMs) {
        forgetBefore(writtenMs - WITHIN.toMillis());
        Seen first = seen.get(id);
        if (first != null && first.offset >= offset) {
            return false; // read once more
        }
        // A repeat is remembered as long as a first: who dies again and again repeats as often.
        seen.putLast(id, new Seen(first == null ? offset : first.offset, writtenMs));
        if (seen.size() > MOST) {
            seen.pollFirstEntry();
        }
        return first != null;
    }

    int size() {
        return seen.size();
    }

    private void forgetBefore(long ms) {
        while (!seen.isEmpty() && seen.firstEntry().getValue().writtenMs < ms) {
            seen.pollFirstEntry();
        }
    }
}
