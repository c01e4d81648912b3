package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.ChildFailure;
import id.sahut.webhooks.bench.machine.Usage;
import id.sahut.webhooks.bench.sink.Sink;
import id.sahut.webhooks.bench.sink.Snapshot;
import id.sahut.webhooks.bench.stage.Written;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// What a sender did between two counts, warm-up excluded: how many POSTs or records, in which
/// time, for how much of the processors. Immutable.
record Stretch(long posts, Duration took, Usage usage) {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// Something that grows as a sender works.
    interface Counter {
        Reading read();

        /// How long to wait between two readings: they cost something, too.
        default Duration lookAgain() {
            return LOOK_AGAIN;
        }
    }

    /// @param count of POSTs, or of records written
    /// @param atMicros when it was that many; only differences mean something
    record Reading(long count, long atMicros) {}

    private record Mark(Reading reading, Usage usage) {}

    /// Waits until the sink has counted `warmUp` POSTs, and then until it has `measured` more.
    ///
    /// @param children whose processor time counts
    static Stretch measure(
            Sink sink, List<Child> children, long warmUp, long measured, LongSupplier nanoTime) {
        return measure(posts(sink), children, warmUp, measured, nanoTime);
    }

    /// The same by another counter than the sink's.
    static Stretch measure(
            Counter counter,
            List<Child> children,
            long warmUp,
            long measured,
            LongSupplier nanoTime) {
        Mark begin = await(counter, children, warmUp, nanoTime);
        Mark end = await(counter, children, warmUp + measured, nanoTime);
        return between(begin, end);
    }

    /// The same for a sender that is too slow for a number: it warms up for as long as it is then
    /// measured.
    static Stretch measure(
            Sink sink, List<Child> children, Duration measured, LongSupplier nanoTime) {
        Counter posts = posts(sink);
        var _ = await(posts, children, 1, nanoTime);
        LockSupport.parkNanos(measured.toNanos());
        var begin = new Mark(posts.read(), Usage.of(children));
        LockSupport.parkNanos(measured.toNanos());
        return between(begin, new Mark(posts.read(), Usage.of(children)));
    }

    private static Stretch between(Mark begin, Mark end) {
        return new Stretch(
                end.reading.count - begin.reading.count,
                Duration.ofNanos((end.reading.atMicros - begin.reading.atMicros) * 1_000),
                end.usage.since(begin.usage));
    }

    double perSecond() {
        return posts / (took.toNanos() / 1e9);
    }

    /// Of all processes that counted.
    double cpuSecondsPer100k() {
        return Usage.secondsPer100k(usage.total(), posts);
    }

    double cpuSecondsPer100k(String process) {
        return Usage.secondsPer100k(usage.cpu().getOrDefault(process, Duration.ZERO), posts);
    }

    /// How much of the machine all processes that counted took together: 1 is all of it.
    double busy(int cores) {
        return (double) usage.total().toNanos() / took.toNanos() / cores;
    }

    /// Counts the records that are written to a topic.
    static Counter records(Written written, LongSupplier nanoTime) {
        return () -> new Reading(written.count(), nanoTime.getAsLong() / 1_000);
    }

    private static Counter posts(Sink sink) {
        return () -> {
            Snapshot.Count count = sink.count();
            return new Reading(count.posts(), count.atMicros());
        };
    }

    private static Mark await(
            Counter counter, List<Child> children, long count, LongSupplier nanoTime) {
        long lastCount = -1;
        long lastProgress = nanoTime.getAsLong();
        while (true) {
            Reading reading = counter.read();
            if (reading.count >= count) {
                return new Mark(reading, Usage.of(children));
            }
            long now = nanoTime.getAsLong();
            if (reading.count != lastCount) {
                lastCount = reading.count;
                lastProgress = now;
            }
            for (Child child : children) {
                if (!child.isAlive()) {
                    throw child.failure("has ended after %,d of them".formatted(reading.count));
                }
            }
            if (now - lastProgress > PATIENCE.toNanos()) {
                throw new ChildFailure(
                        "nothing has come for %d s: %,d of %,d"
                                .formatted(PATIENCE.toSeconds(), reading.count, count));
            }
            LockSupport.parkNanos(counter.lookAgain().toNanos());
        }
    }
}
