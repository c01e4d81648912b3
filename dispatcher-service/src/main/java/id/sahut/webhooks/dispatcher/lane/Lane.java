package id.sahut.webhooks.dispatcher.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One endpoint's queue, its attempts in flight, and what they tell about it. Confined to the
/// dispatch loop's thread.
final class Lane<T> {

    /// So many slow failures in a row, and nothing else, make an endpoint a slow one.
    private static final int SLOW_FAILURES = 4;

    /// The newest attempt's weight in the mean time an attempt takes.
    private static final double WEIGHT = 0.2;

    private final Map<Source, Deque<Turn<T>>> queues = new EnumMap<>(Source.class);
    private final Set<Turn<T>> inFlight = new LinkedHashSet<>();
    private final Set<Source> inRing = EnumSet.noneOf(Source.class);
    private int queued;
    private int slowFailures;
    private double meanNanos;
    private long lastUsedNanos;
    private long lastSuccessNanos;
    private boolean hasSucceeded;

    void queue(Turn<T> turn, long nanos) {
        queues.computeIfAbsent(turn.source(), _ -> new ArrayDeque<>()).add(turn);
        queued++;
        lastUsedNanos = nanos;
    }

    /// The next one of this source, now in flight.
    @Nullable Turn<T> start(Source source, long nanos) {
        var queue = queues.get(source);
        Turn<T> turn = queue == null ? null : queue.poll();
        if (turn != null) {
            queued--;
            turn.started(nanos);
            inFlight.add(turn);
        }
        return turn;
    }

    /// @param slowNanos what takes this long and is no success holds a slot that others could use
    void ended(Turn<T> turn, boolean failed, long nanos, long slowNanos) {
        if (!inFlight.remove(turn)) {
            throw new IllegalStateException(
                    "an attempt ended that was not in flight: " + turn.endpoint());
        }
        long took = nanos - turn.startedAtNanos();
        meanNanos =
                meanNanos == 0 ? (double) took : meanNanos + WEIGHT * ((double) took - meanNanos);
        slowFailures = failed && took >= slowNanos ? slowFailures + 1 : 0;
        if (!failed) {
            lastSuccessNanos = nanos;
            hasSucceeded = true;
        }
        lastUsedNanos = nanos;
    }

    /// A turn came to no attempt: nothing is learnt from it.
    void released(Turn<T> turn, long nanos) {
        if (!inFlight.remove(turn)) {
            throw new IllegalStateException(
                    "a turn was released that was not in flight: " + turn.endpoint());
        }
        lastUsedNanos = nanos;
    }

    /// How long the next one to be queued would wait: by Little's law, from how long attempts take
    /// and how many are made at once.
    long expectedWaitNanos(int limit, long nanos) {
        return (long) ((double) attemptNanos(nanos) * (queued + 1) / limit);
    }

    /// How long its attempts take; one that has not ended yet tells as much as it has taken so far.
    long attemptNanos(long nanos) {
        long oldest = inFlight.isEmpty() ? 0 : nanos - oldestStartNanos();
        return Math.max((long) meanNanos, oldest);
    }

    /// Takes out what matches, from every queue.
    void removeIf(Predicate<Turn<T>> condition, Consumer<Turn<T>> removed) {
        for (var queue : queues.values()) {
            for (Iterator<Turn<T>> turns = queue.iterator(); turns.hasNext(); ) {
                Turn<T> turn = turns.next();
                if (condition.test(turn)) {
                    turns.remove();
                    queued--;
                    removed.accept(turn);
                }
            }
        }
    }

    /// Takes out those at the head of a queue that have waited since before this.
    void removeWaitingSince(Source source, long nanos, Consumer<Turn<T>> removed) {
        var queue = queues.get(source);
        if (queue == null) {
            return;
        }
        for (Turn<T> head; (head = queue.peek()) != null && head.queuedAtNanos() - nanos < 0; ) {
            queue.remove();
            queued--;
            removed.accept(head);
        }
    }

    boolean hasQueued(Source source) {
        var queue = queues.get(source);
        return queue != null && !queue.isEmpty();
    }

    int queued() {
        return queued;
    }

    int inFlight() {
        return inFlight.size();
    }

    /// Whether its recent attempts all failed slowly, or look as if they were about to: the oldest
    /// has been in flight for long, and none has succeeded since it began.
    boolean isSlow(long nanos, long slowNanos) {
        return slowFailures >= SLOW_FAILURES || isSilent(nanos, slowNanos);
    }

    private boolean isSilent(long nanos, long slowNanos) {
        if (inFlight.isEmpty()) {
            return false;
        }
        long start = oldestStartNanos();
        return nanos - start >= slowNanos && !(hasSucceeded && lastSuccessNanos - start > 0);
    }

    private long oldestStartNanos() {
        return inFlight.iterator().next().startedAtNanos();
    }

    /// Whether it could be made anew without forgetting anything that matters.
    boolean isForgettable(long idleSinceNanos) {
        return queued == 0
                && inFlight.isEmpty()
                && inRing.isEmpty()
                && (slowFailures == 0 || lastUsedNanos - idleSinceNanos < 0);
    }

    boolean enterRing(Source source) {
        return inRing.add(source);
    }

    void leaveRing(Source source) {
        inRing.remove(source);
    }
}
