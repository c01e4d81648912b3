package id.sahut.webhooks.bench.sink;

import id.sahut.webhooks.bench.load.Payload;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// What arrives, counted and timed. Safe for any thread.
final class Arrivals {

    private static final int DIGITS = 3;
    private static final long LONGEST_MICROS = Duration.ofHours(1).toNanos() / 1_000;

    private final Ledger ledger = new Ledger();
    private final InstantSource clock;
    private final List<Duration> retryDelays;
    private final LongAdder excusedRepeats = new LongAdder();
    private final LongAdder early = new LongAdder();
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final Map<String, Histogram> latencies = new ConcurrentHashMap<>();
    private final Histogram lateness = histogram();
    private volatile long fromMicros;

    private record Tally(LongAdder posts, LongAdder repeats) {

        Snapshot.Group sum() {
            return new Snapshot.Group(posts.sum(), repeats.sum());
        }
    }

    /// @param retryDelays the tiers, by which retries are judged
    Arrivals(InstantSource clock, List<Duration> retryDelays) {
        this.clock = clock;
        this.retryDelays = List.copyOf(retryDelays);
    }

    /// A POST has arrived.
    ///
    /// @param group the first part of its path
    void arrived(String group, CharSequence id, int attempt, ByteBuf body) {
        long now = micros();
        Ledger.Before before = ledger.arrived(id, attempt);
        count(group, before.repeated());
        long scheduled = Payload.scheduledMicros(body);
        if (scheduled < fromMicros) {
            return;
        }
        if (attempt == 1) {
            record(latencies.computeIfAbsent(group, _ -> histogram()), now - scheduled);
        } else if (before.refusedAtMicros() != 0) {
            long due = before.refusedAtMicros() + retryDelays.get(attempt - 2).toNanos() / 1_000;
            if (now < due) {
                early.increment();
            }
            record(lateness, now - due);
        }
    }

    private void count(String group, boolean repeated) {
        Tally tally =
                tallies.computeIfAbsent(group, _ -> new Tally(new LongAdder(), new LongAdder()));
        tally.posts.increment();
        if (repeated) {
            tally.repeats.increment();
            if (Behaviour.of(group).excusesRepeats()) {
                excusedRepeats.increment();
            }
        }
    }

    /// About to answer 2xx.
    void accepts(CharSequence id) {
        ledger.accepted(id);
    }

    /// About to answer something else.
    void refuses(CharSequence id) {
        ledger.refused(id, micros());
    }

    /// Forgets the times so far, and times only what is scheduled from then on: what came before
    /// was warming up.
    void timeFrom(long micros) {
        fromMicros = micros;
        latencies.clear();
        lateness.reset();
    }

    void clear() {
        tallies.clear();
        excusedRepeats.reset();
        early.reset();
        latencies.clear();
        lateness.reset();
        ledger.clear();
    }

    Snapshot.Count count() {
        return new Snapshot.Count(
                tallies.values().stream().mapToLong(it -> it.posts.sum()).sum(),
                ledger.size(),
                ledger.repeats() - excusedRepeats.sum(),
                micros());
    }

    Snapshot snapshot() {
        var byGroup = new TreeMap<String, byte[]>();
        latencies.forEach((group, histogram) -> byGroup.put(group, Snapshot.encode(histogram)));
        var groups = new TreeMap<String, Snapshot.Group>();
        tallies.forEach((group, tally) -> groups.put(group, tally.sum()));
        return new Snapshot(count(), early.sum(), byGroup, Snapshot.encode(lateness), groups);
    }

    void writeLedger(Path file) throws IOException {
        ledger.writeTo(file);
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private static void record(Histogram histogram, long micros) {
        histogram.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
    }

    private static Histogram histogram() {
        return new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    }
}
