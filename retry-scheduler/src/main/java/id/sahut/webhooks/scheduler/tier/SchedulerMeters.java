package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.retry.RetryTier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// What the scheduler tells about itself. Written by the forward loop's thread, read by any.
final class SchedulerMeters {

    private final Map<RetryTier, AtomicLong> parked = new HashMap<>();
    private final Map<RetryTier, AtomicLong> overdueMs = new HashMap<>();
    private final Map<RetryTier, Timer> lateness = new HashMap<>();
    private final Counter aborted;
    private final Counter tooLarge;

    SchedulerMeters(MeterRegistry registry, Collection<RetryTier> tiers) {
        for (RetryTier tier : tiers) {
            parked.put(tier, new AtomicLong());
            overdueMs.put(tier, new AtomicLong());
            var _ =
                    Gauge.builder("sahut.parked", parked, it -> number(it, tier))
                            .description(
                                    "Offsets from here to the end of the tier's partitions of this process")
                            .tag("tier", tier.label())
                            .register(registry);
            var _ =
                    Gauge.builder("sahut.overdue", overdueMs, it -> number(it, tier) / 1_000)
                            .description(
                                    "How late the delivery was that was handed on last, while more of the tier wait")
                            .baseUnit("seconds")
                            .tag("tier", tier.label())
                            .register(registry);
            lateness.put(
                    tier,
                    Timer.builder("sahut.retry.lateness")
                            .description("From a delivery being due to its being handed on")
                            .tag("tier", tier.label())
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofMillis(1))
                            .maximumExpectedValue(Duration.ofMinutes(1))
                            .register(registry));
        }
        this.aborted = registry.counter("sahut.forwards.aborted");
        this.tooLarge = registry.counter("sahut.forwards.too.large");
    }

    void forwarded(RetryTier tier, Duration late) {
        of(lateness, tier).record(late);
    }

    void aborted() {
        aborted.increment();
    }

    void tooLarge() {
        tooLarge.increment();
    }

    void now(RetryTier tier, long parkedNow, Duration overdue) {
        of(parked, tier).set(parkedNow);
        of(overdueMs, tier).set(Math.max(0, overdue.toMillis()));
    }

    private static double number(Map<RetryTier, AtomicLong> values, RetryTier tier) {
        AtomicLong value = values.get(tier);
        return value == null ? 0 : value.doubleValue();
    }

    private static <T> T of(Map<RetryTier, T> values, RetryTier tier) {
        T value = values.get(tier);
        if (value == null) {
            throw new IllegalArgumentException(tier + " is not one of " + values.keySet());
        }
        return value;
    }
}
