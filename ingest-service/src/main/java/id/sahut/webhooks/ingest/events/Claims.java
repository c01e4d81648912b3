package id.sahut.webhooks.ingest.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/// The idempotency keys of the last 24 h, in memory. Looking one up is safe for any thread; changes
/// come from one thread alone.
///
/// Whoever claims a key first has it: every process that takes the same claims in the same order
/// comes to the same result. There is room for so many; beyond, the oldest is dropped.
final class Claims {

    private static final long MINUTE_MS = Duration.ofMinutes(1).toMillis();

    private final ConcurrentMap<Fingerprint, byte[]> byKey = new ConcurrentHashMap<>();

    /// Which keys were claimed in which minute. A key that was claimed again since is in here
    /// twice.
    private final TreeMap<Long, Deque<Fingerprint>> byMinute = new TreeMap<>();

    private final int max;
    private final InstantSource clock;
    private final LongAdder dropped = new LongAdder();

    Claims(int max, InstantSource clock) {
        this.max = max;
        this.clock = clock;
    }

    /// Who has the key; nobody when their time is over.
    Optional<Claim> find(Fingerprint key) {
        Instant now = clock.instant();
        return Optional.ofNullable(byKey.get(key))
                .map(Claim::unpacked)
                .filter(it -> it.holdsAt(now));
    }

    int size() {
        return byKey.size();
    }

    /// How many were forgotten before their time, because there was no room.
    long dropped() {
        return dropped.sum();
    }

    /// Takes a claim, unless somebody else has the key.
    void take(Fingerprint key, Claim claim) {
        Instant now = clock.instant();
        forgetBefore(now.minus(Claim.LIFE));
        byte[] before = byKey.get(key);
        if (!claim.holdsAt(now) || (before != null && !mayFollow(Claim.unpacked(before), claim))) {
            return;
        }
        byKey.put(key, claim.packed());
        if (before == null || minuteOf(before) != minuteOf(claim.at())) {
            byMinute.computeIfAbsent(minuteOf(claim.at()), _ -> new ArrayDeque<>()).add(key);
        }
        while (byKey.size() > max) {
            dropOldest();
        }
    }

    /// By what the claims themselves say, not by our clock: others must come to the same result.
    private static boolean mayFollow(Claim before, Claim claim) {
        return before.eventId().equals(claim.eventId())
                ? claim.published() || !before.published()
                : !before.holdsAt(claim.at());
    }

    private void forgetBefore(Instant time) {
        while (!byMinute.isEmpty() && byMinute.firstKey() < minuteOf(time)) {
            var minute = byMinute.pollFirstEntry();
            minute.getValue().forEach(key -> forget(key, minute.getKey()));
        }
    }

    private void dropOldest() {
        var minute = byMinute.firstEntry();
        Fingerprint key = minute.getValue().pollFirst();
        if (key == null) {
            byMinute.pollFirstEntry();
        } else if (forget(key, minute.getKey())) {
            dropped.increment();
        }
    }

    /// @return false when the key was claimed again later
    private boolean forget(Fingerprint key, long minute) {
        byte[] packed = byKey.get(key);
        return packed != null && minuteOf(packed) == minute && byKey.remove(key, packed);
    }

    private static long minuteOf(byte[] packed) {
        return minuteOf(Claim.unpacked(packed).at());
    }

    private static long minuteOf(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), MINUTE_MS);
    }
}
