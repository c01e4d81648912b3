package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.event.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// What the fan-out counts. Safe for any thread.
final class FanOutMeters {

    private static final Duration LOWEST = Duration.ofMillis(1);
    private static final Duration HIGHEST = Duration.ofMinutes(1);

    private final Counter events;
    private final Counter unmatched;
    private final Counter deliveries;
    private final Timer latency;
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);

    FanOutMeters(MeterRegistry meters) {
        events =
                Counter.builder("sahut.events")
                        .description("Events read by the fan-out")
                        .register(meters);
        unmatched =
                Counter.builder("sahut.events.unmatched")
                        .description("Events that no webhook wanted")
                        .register(meters);
        deliveries =
                Counter.builder("sahut.deliveries")
                        .description("Deliveries made from events")
                        .register(meters);
        latency =
                Timer.builder("sahut.fanout.latency")
                        .description("From an event's timestamp until its deliveries are in Kafka")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(LOWEST)
                        .maximumExpectedValue(HIGHEST)
                        .register(meters);
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(
                    reason,
                    Counter.builder("sahut.events.rejected")
                            .description("Events that could not be fanned out")
                            .tag("reason", reason.label())
                            .register(meters));
        }
    }

    void decided(FanOutResult result) {
        events.increment();
        switch (result) {
            case FanOutResult.Reject(var reason, var _) -> rejected(reason);
            case FanOutResult.Deliver(var made) -> {
                if (made.isEmpty()) {
                    unmatched.increment();
                }
                deliveries.increment(made.size());
            }
        }
    }

    void rejected(RejectionReason reason) {
        Counter counter = rejected.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /// @param took may be negative when the producer's clock is ahead
    void acknowledged(Duration took) {
        latency.record(took.isNegative() ? Duration.ZERO : took);
    }
}
