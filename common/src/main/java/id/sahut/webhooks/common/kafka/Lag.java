package id.sahut.webhooks.common.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What a follower knows of how far it is behind its topic's end. Safe for any thread.
///
/// It is told the end again and again, and keeps each with the moment of asking until it has been
/// reached:
///
/// ```
///   asked at         0 s    2 s    4 s    6 s
///   the end was      100    120    150    150
///   read to                 ▲ 130: what was there 4 s ago is known, of what came since we lack 20
/// ```
///
/// Between *current* (proven) and *lagging* (proven) there is a third: nothing is known, because
/// Kafka does not tell its end.
final class Lag {

    /// From the moment at which the end was asked for.
    static final Duration TOLERATED = Duration.ofSeconds(5);

    /// Two minutes of ends: of what is further behind the first and the latest are enough.
    private static final int MAX_AHEAD = 64;

    private final LongSupplier nanoTime;

    /// Ends not reached yet, the oldest first.
    private final Deque<End> ahead = new ArrayDeque<>();

    private Map<Integer, Long> positions = Map.of();
    private End latest = new End(0, Map.of());
    private boolean hasReachedAny;
    private long reachedAskedAt;

    private record End(long askedAt, Map<Integer, Long> offsets) {

        long recordsBeyond(Map<Integer, Long> positions) {
            long records = 0;
            for (var end : offsets.entrySet()) {
                long position = positions.getOrDefault(end.getKey(), 0L);
                records += Math.max(0, end.getValue() - position);
            }
            return records;
        }
    }

    /// @param nanoTime a monotonic clock, in nanoseconds
    Lag(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// The topic's end, by partition.
    ///
    /// @param askedAt the moment before it was asked for
    synchronized void endIs(long askedAt, Map<Integer, Long> offsets) {
        latest = new End(askedAt, offsets);
        if (ahead.size() == MAX_AHEAD) {
            ahead.removeLast();
        }
        ahead.addLast(latest);
        forgetReached();
    }

    /// What has been read, by partition.
    synchronized void readTo(Map<Integer, Long> now) {
        positions = Map.copyOf(now);
        forgetReached();
    }

    /// Whether an end has ever been reached.
    synchronized boolean hasReachedAny() {
        return hasReachedAny;
    }

    /// Whether everything has been read that was there 5 s ago, as was found out since.
    synchronized boolean isCurrent() {
        return hasReachedAny && !isLongAgo(reachedAskedAt);
    }

    /// Records behind the latest end that is known. Offsets, rather: those that compaction has
    /// removed count too.
    synchronized long records() {
        return latest.recordsBeyond(positions);
    }

    /// How far it lags; empty unless something is known to be missing since more than 5 s.
    synchronized Optional<String> problem() {
        End oldest = ahead.peekFirst();
        return oldest == null || !isLongAgo(oldest.askedAt)
                ? Optional.empty()
                : Optional.of(
                        "lags by %d records, for %d s"
                                .formatted(
                                        records(),
                                        Duration.ofNanos(nanoTime.getAsLong() - oldest.askedAt)
                                                .toSeconds()));
    }

    /// An end that has been reached settles those before it, also where it is the smaller: then the
    /// topic has lost what it had.
    private void forgetReached() {
        Iterator<End> newestFirst = ahead.descendingIterator();
        boolean reached = false;
        while (newestFirst.hasNext()) {
            End end = newestFirst.next();
            if (!reached && end.recordsBeyond(positions) == 0) {
                reached = true;
                hasReachedAny = true;
                reachedAskedAt = end.askedAt;
            }
            if (reached) {
                newestFirst.remove();
            }
        }
    }

    private boolean isLongAgo(long askedAt) {
        return nanoTime.getAsLong() - askedAt > TOLERATED.toNanos();
    }
}
