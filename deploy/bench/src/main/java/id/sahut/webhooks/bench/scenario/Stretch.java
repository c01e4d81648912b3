package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.ChildFailure;
import id.sahut.webhooks.bench.machine.Usage;
import id.sahut.webhooks.bench.sink.Sink;
import id.sahut.webhooks.bench.sink.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// What a sender did between two counts of the sink, warm-up excluded: how many POSTs, in which
/// time, for how much of the processors. Immutable.
record Stretch(long posts, Duration took, Usage usage) {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private record Mark(Snapshot.Count count, Usage usage) {}

    /// Waits until the sink has counted `warmUp` POSTs, and then until it has `measured` more.
    ///
    /// @param children whose processor time counts
    static Stretch measure(
            Sink sink, List<Child> children, long warmUp, long measured, LongSupplier nanoTime) {
        Mark begin = await(sink, children, warmUp, nanoTime);
        Mark end = await(sink, children, warmUp + measured, nanoTime);
        return between(begin, end);
    }

    /// The same for a sender that is too slow for a number: it warms up for as long as it is then
    /// measured.
    static Stretch measure(
            Sink sink, List<Child> children, Duration measured, LongSupplier nanoTime) {
        var _ = await(sink, children, 1, nanoTime);
        LockSupport.parkNanos(measured.toNanos());
        var begin = new Mark(sink.count(), Usage.of(children));
        LockSupport.parkNanos(measured.toNanos());
        return between(begin, new Mark(sink.count(), Usage.of(children)));
    }

    private static Stretch between(Mark begin, Mark end) {
        return new Stretch(
                end.count.posts() - begin.count.posts(),
                Duration.ofNanos((end.count.atMicros() - begin.count.atMicros()) * 1_000),
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

    private static Mark await(Sink sink, List<Child> children, long posts, LongSupplier nanoTime) {
        long lastPosts = -1;
        long lastProgress = nanoTime.getAsLong();
        while (true) {
            Snapshot.Count count = sink.count();
            if (count.posts() >= posts) {
                return new Mark(count, Usage.of(children));
            }
            long now = nanoTime.getAsLong();
            if (count.posts() != lastPosts) {
                lastPosts = count.posts();
                lastProgress = now;
            }
            for (Child child : children) {
                if (!child.isAlive()) {
                    throw child.failure("has ended after %,d POSTs".formatted(count.posts()));
                }
            }
            if (now - lastProgress > PATIENCE.toNanos()) {
                throw new ChildFailure(
                        "nothing has arrived for %d s: %,d of %,d POSTs"
                                .formatted(PATIENCE.toSeconds(), count.posts(), posts));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
