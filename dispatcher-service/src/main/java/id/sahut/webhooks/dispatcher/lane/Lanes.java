package id.sahut.webhooks.dispatcher.lane;

import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All endpoints' lanes, served round-robin within limits. Confined to the dispatch loop's thread.
///
/// ```
///   offer ─► lane of wh_A  ▓▓▓▓▓▓▓▓  64 in flight ─┐
///   offer ─► lane of wh_B  ▓          1 in flight ─┼─► next: A, B, C, A, C, A …
///   offer ─► lane of wh_C  ▓▓▓        4 in flight ─┘
/// ```
///
/// Three things keep an endpoint that does not answer from costing the others anything. A lane may
/// hold at most a part of the slots that are *still free*, so that a burst for many endpoints
/// leaves some to others. An endpoint that has not answered for a second gets a handful of slots
/// and no more. And what would wait too long is not queued but handed back; to an endpoint slower
/// than others the sooner the fuller the queues are.
///
/// @param <T> what the loop needs to know of a delivery
public final class Lanes<T> {

    /// One lane may have in flight this part of the free slots, so the more are taken, the less one
    /// endpoint gets.
    private static final int FREE_SLOTS_PER_LANE_SLOT = 32;

    /// After so long without traffic a slow endpoint gets the benefit of the doubt.
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private static final List<Source> SOURCES = List.of(Source.values());

    private final LaneLimits limits;
    private final LongSupplier nanoTime;
    private final Map<WebhookId, Lane<T>> lanes = new HashMap<>();
    private final Typical typical = new Typical();
    private final Deque<WebhookId> freshRing = new ArrayDeque<>();
    private final Deque<WebhookId> dueRing = new ArrayDeque<>();
    private Source turn = Source.FRESH;
    private int queued;
    private long heldBytes;
    private int inFlight;
    private int dueInFlight;
    private boolean waitsForUs;
    private long lastToldNanos;
    private long notServedNanos;

    public Lanes(LaneLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /// Queues a delivery, unless its endpoint has enough to do.
    public Placement offer(WebhookId endpoint, Source source, T item, int bytes) {
        long now = nanoTime.getAsLong();
        Lane<T> lane = lanes.computeIfAbsent(endpoint, _ -> new Lane<>());
        long wait = lane.expectedWaitNanos(ownLimit(lane, now), now);
        if (lane.inFlight() >= limit(lane, now) && wait > longestWaitNanos(lane, now)) {
            return new Placement.Crowded(Duration.ofNanos(wait));
        }
        lane.queue(new Turn<>(endpoint, source, item, bytes, servingNanos(now)), now);
        queued++;
        heldBytes += bytes;
        enterRing(endpoint, lane, source);
        return new Placement.Queued();
    }

    /// The next delivery to be attempted, from now on in flight; null when none may be started.
    public @Nullable Turn<T> next() {
        if (inFlight >= limits.inFlight()) {
            return null;
        }
        Source first = turn;
        Source second = first == Source.FRESH ? Source.DUE : Source.FRESH;
        Turn<T> next = next(first);
        if (next == null) {
            return next(second);
        }
        turn = second;
        return next;
    }

    /// A turn came to no attempt, for a reason that says nothing about the endpoint.
    public void release(Turn<T> turn) {
        long now = nanoTime.getAsLong();
        Lane<T> lane = laneOf(turn);
        lane.released(turn, now);
        left(turn, lane, now);
    }

    /// An attempt has ended.
    ///
    /// @param failed whether the endpoint did not do its part
    public void ended(Turn<T> attempted, boolean failed) {
        long now = nanoTime.getAsLong();
        Lane<T> lane = laneOf(attempted);
        lane.ended(attempted, failed, now, typical.slowNanos());
        if (!failed) {
            typical.succeeded(now - attempted.startedAtNanos());
        }
        left(attempted, lane, now);
    }

    private Lane<T> laneOf(Turn<T> turn) {
        Lane<T> lane = lanes.get(turn.endpoint());
        if (lane == null) {
            throw new IllegalStateException("a turn ended without a lane: " + turn.endpoint());
        }
        return lane;
    }

    /// A turn is over, and its slot is free again.
    private void left(Turn<T> turn, Lane<T> lane, long now) {
        inFlight--;
        heldBytes -= turn.bytes();
        if (turn.source() == Source.DUE) {
            dueInFlight--;
        }
        for (Source source : SOURCES) {
            if (lane.hasQueued(source)) {
                enterRing(turn.endpoint(), lane, source);
            }
        }
        if (lane.isForgettable(now - FORGET_AFTER.toNanos())) {
            lanes.remove(turn.endpoint());
        }
    }

    /// Whether it is this process that deliveries wait for, because few attempts may begin: while
    /// it is, nothing gets older in its queue.
    public void waitForUs(boolean isUs) {
        long now = nanoTime.getAsLong();
        if (waitsForUs) {
            notServedNanos += now - lastToldNanos;
        }
        waitsForUs = isUs;
        lastToldNanos = now;
    }

    /// The time in which attempts may begin: it stands still while deliveries wait for us.
    private long servingNanos(long now) {
        return now - notServedNanos - (waitsForUs ? now - lastToldNanos : 0);
    }

    /// Takes out what has waited for longer than it may, and forgets lanes that nobody uses. Costs
    /// a look at every lane: call it a few times a second.
    ///
    /// What waits though neither its own endpoint nor slow ones hold it up waits for this very
    /// process, and would wait no shorter anywhere else: it stays. Slow ones hold others up when
    /// half of all slots are theirs. (Half of what is in flight says nothing: a process that begins
    /// no attempts, because Kafka is slow to take outcomes, has only slow ones in flight. To set
    /// others aside then makes more outcomes, and Kafka slower.)
    public List<Turn<T>> removeOverdue() {
        long now = nanoTime.getAsLong();
        long since = servingNanos(now) - limits.maxWait().toNanos();
        boolean slowOnesHoldOthersUp = 2 * heldInFlight(now) >= limits.inFlight();
        var removed = new ArrayList<Turn<T>>();
        for (Lane<T> lane : lanes.values()) {
            if (lane.queued() > 0 && (slowOnesHoldOthersUp || isHeldUp(lane, now))) {
                SOURCES.forEach(it -> lane.removeWaitingSince(it, since, removed::add));
            }
        }
        lanes.values().removeIf(lane -> lane.isForgettable(now - FORGET_AFTER.toNanos()));
        forget(removed);
        return removed;
    }

    /// Takes out what matches. Attempts in flight stay.
    public List<Turn<T>> removeIf(Predicate<T> condition) {
        var removed = new ArrayList<Turn<T>>();
        lanes.values()
                .forEach(lane -> lane.removeIf(it -> condition.test(it.item()), removed::add));
        forget(removed);
        return removed;
    }

    /// How full the lanes are: 0 is empty, 1 is as full as they may be.
    public double fill() {
        double byCount = (double) queued / limits.queued();
        double byBytes = (double) heldBytes / limits.heldBytes();
        return Math.min(1, Math.max(byCount, byBytes));
    }

    public int queued() {
        return queued;
    }

    /// The payloads of what is queued and in flight, in bytes.
    public long heldBytes() {
        return heldBytes;
    }

    public int inFlight() {
        return inFlight;
    }

    /// How many endpoints there is something to say about.
    public int size() {
        return lanes.size();
    }

    /// How long a delivery would wait for its endpoint if it were queued now.
    public Duration expectedWait(WebhookId endpoint) {
        Lane<T> lane = lanes.get(endpoint);
        if (lane == null) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(lane.expectedWaitNanos(ownLimit(lane, now), now));
    }

    private @Nullable Turn<T> next(Source source) {
        Deque<WebhookId> ring = ring(source);
        long now = nanoTime.getAsLong();
        while (!ring.isEmpty()) {
            if (source == Source.DUE && dueInFlight >= limits.dueInFlight()) {
                return null;
            }
            WebhookId endpoint = ring.remove();
            Lane<T> lane = lanes.get(endpoint);
            if (lane == null) {
                continue;
            }
            lane.leaveRing(source);
            if (lane.inFlight() >= limit(lane, now)) {
                continue; // it comes back when one of its attempts has ended
            }
            Turn<T> turn = lane.start(source, now);
            if (turn == null) {
                continue;
            }
            queued--;
            inFlight++;
            if (source == Source.DUE) {
                dueInFlight++;
            }
            if (lane.hasQueued(source)) {
                enterRing(endpoint, lane, source);
            }
            return turn;
        }
        return null;
    }

    private void enterRing(WebhookId endpoint, Lane<T> lane, Source source) {
        if (lane.enterRing(source)) {
            ring(source).add(endpoint);
        }
    }

    private Deque<WebhookId> ring(Source source) {
        return switch (source) {
            case FRESH -> freshRing;
            case DUE -> dueRing;
        };
    }

    private int limit(Lane<T> lane, long now) {
        int free = limits.inFlight() - inFlight;
        return Math.clamp(free / FREE_SLOTS_PER_LANE_SLOT, 1, ownLimit(lane, now));
    }

    private int ownLimit(Lane<T> lane, long now) {
        return lane.isSlow(now, typical.slowNanos())
                ? limits.inFlightToSlowEndpoint()
                : limits.inFlightPerEndpoint();
    }

    /// How long a delivery may wait in a lane: the less, the fuller the lanes are, if its endpoint
    /// is slower than others and so fills them.
    private double longestWaitNanos(Lane<T> lane, long now) {
        double longest = limits.maxWait().toNanos();
        return typical.isShorterThan(lane.attemptNanos(now)) ? longest * (1 - fill()) : longest;
    }

    /// Whether a lane waits for its own endpoint.
    private boolean isHeldUp(Lane<T> lane, long now) {
        return lane.inFlight() >= ownLimit(lane, now) || isSlow(lane, now);
    }

    private boolean isSlow(Lane<T> lane, long now) {
        return lane.attemptNanos(now) >= typical.slowNanos();
    }

    /// The attempts in flight to slow endpoints.
    private int heldInFlight(long now) {
        int held = 0;
        for (Lane<T> lane : lanes.values()) {
            if (isSlow(lane, now)) {
                held += lane.inFlight();
            }
        }
        return held;
    }

    private void forget(List<Turn<T>> removed) {
        for (Turn<T> turn : removed) {
            queued--;
            heldBytes -= turn.bytes();
        }
    }
}
