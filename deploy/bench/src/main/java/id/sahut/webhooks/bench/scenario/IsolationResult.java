package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Bad;
import id.sahut.webhooks.bench.machine.Usage;
import org.HdrHistogram.Histogram;

/// What the healthy endpoints of one round got, warm-up excluded. Immutable.
///
/// @param published events for them
/// @param arrivedInTime those of them that had arrived when the last event was published
/// @param seconds for which was published
/// @param latency of those that arrived, in microseconds
/// @param postsToBad what the others got, warm-up included
/// @param cpuSecondsPer100k of all processes, for events to any endpoint
record IsolationResult(
        Bad bad,
        long published,
        long arrivedInTime,
        double seconds,
        Histogram latency,
        long postsToBad,
        double cpuSecondsPer100k) {

    static IsolationResult of(
            Bad bad, OpenLoop loop, OpenLoop.Published published, Histogram latency, long toBad) {
        return new IsolationResult(
                bad,
                published
                        .events()
                        .deliveries(published.firstMeasured(), webhook -> !bad.includes(webhook)),
                published.atEnd().latency(Bad.HEALTHY).map(Histogram::getTotalCount).orElse(0L),
                loop.measured().toMillis() / 1_000.0,
                latency,
                toBad,
                Usage.secondsPer100k(published.usage().total(), published.measured()));
    }

    double perSecond() {
        return arrivedInTime / seconds;
    }

    /// The part of what was published.
    double inTime() {
        return (double) arrivedInTime / published;
    }

    double p99Ms() {
        return Millis.of(latency, 99);
    }

    String title() {
        return title(bad);
    }

    static String title(Bad bad) {
        return bad.every() == 0 ? "none" : "%d %% %s".formatted(100 / bad.every(), bad.group());
    }
}
