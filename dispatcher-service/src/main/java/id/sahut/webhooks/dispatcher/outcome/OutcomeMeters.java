package id.sahut.webhooks.dispatcher.outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What is told of outcomes on their way into Kafka. Written by the dispatch loop's thread, read by
/// any.
public final class OutcomeMeters {

    private static final Duration LONGEST_EXPECTED = Duration.ofMinutes(1);

    private final Timer writes;
    private final Counter aborted;
    private final AtomicInteger unwritten = new AtomicInteger();
    private final AtomicInteger stalled = new AtomicInteger();
    private final AtomicLong oldestMs = new AtomicLong();

    public OutcomeMeters(MeterRegistry registry) {
        this.writes =
                Timer.builder("sahut.outcomes.write")
                        .description("From outcomes being handed over to their transaction's end")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(LONGEST_EXPECTED)
                        .register(registry);
        this.aborted =
                Counter.builder("sahut.outcomes.aborted")
                        .description("Transactions of outcomes that were made again")
                        .register(registry);
        var _ =
                Gauge.builder("sahut.outcomes.unwritten", unwritten, Number::doubleValue)
                        .description("Outcomes that are not in Kafka yet")
                        .register(registry);
        var _ =
                Gauge.builder("sahut.outcomes.stalled", stalled, Number::doubleValue)
                        .description(
                                "1 while Kafka is so slow to take outcomes that few attempts begin")
                        .register(registry);
        var _ =
                Gauge.builder("sahut.outcomes.oldest", () -> oldestMs.get() / 1_000.0)
                        .description("How long an attempt's outcome has waited for Kafka at most")
                        .baseUnit("seconds")
                        .register(registry);
    }

    /// A transaction has ended.
    void wrote(Duration took) {
        writes.record(took);
    }

    void aborted() {
        aborted.increment();
    }

    void now(int unwritten, boolean isStalled, Duration oldest) {
        this.unwritten.set(unwritten);
        stalled.set(isStalled ? 1 : 0);
        oldestMs.set(oldest.toMillis());
    }
}
