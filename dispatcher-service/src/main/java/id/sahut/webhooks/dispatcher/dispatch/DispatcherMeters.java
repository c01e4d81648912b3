package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.outcome.DeferralReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What the dispatcher tells about itself. Written by the dispatch loop's thread, read by any.
final class DispatcherMeters {

    private static final Duration LONGEST_EXPECTED = Duration.ofMinutes(1);

    private static final Duration[] TO_END = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(3),
        Duration.ofMinutes(15),
        Duration.ofMinutes(45),
        Duration.ofHours(3),
        Duration.ofHours(12),
        Duration.ofHours(24),
        Duration.ofHours(72)
    };

    private final MeterRegistry registry;
    private final Timer eventToAttempt;
    private final Timer eventToDelivered;
    private final Timer eventToExpired;
    private final Map<DeferralReason, Counter> deferred = new EnumMap<>(DeferralReason.class);
    private final Counter locked;
    private final Counter repeated;
    private final AtomicInteger inFlight;
    private final AtomicInteger queued;
    private final AtomicLong bufferedBytes;

    DispatcherMeters(MeterRegistry registry) {
        this.registry = registry;
        this.eventToAttempt =
                Timer.builder("sahut.event.to.attempt")
                        .description(
                                "From the event being published to the start of its first attempt")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(LONGEST_EXPECTED)
                        .register(registry);
        this.eventToDelivered = eventToEnd("delivered");
        this.eventToExpired = eventToEnd("expired");
        for (DeferralReason reason : DeferralReason.values()) {
            deferred.put(
                    reason,
                    Counter.builder("sahut.deliveries.deferred")
                            .description("Deliveries set aside without an attempt, by reason")
                            .tag("reason", reason.label())
                            .register(registry));
        }
        this.locked =
                counter(
                        "sahut.secrets.locked",
                        "Deliveries whose webhook's secret can't be opened");
        this.repeated =
                counter(
                        "sahut.deliveries.repeated",
                        "Deliveries that the fan-out has made twice, and that were made once");
        this.inFlight = gauge("sahut.in.flight", "Attempts in flight", new AtomicInteger());
        this.queued =
                gauge("sahut.queued", "Deliveries waiting for their turn", new AtomicInteger());
        this.bufferedBytes =
                gauge("sahut.buffered.bytes", "Payloads in memory, in bytes", new AtomicLong());
        for (ExpiryReason reason : ExpiryReason.values()) {
            var _ = expiredBy(reason);
        }
    }

    void started(Duration sinceEvent) {
        record(eventToAttempt, sinceEvent);
    }

    /// A producer's clock may be ahead of ours.
    private static void record(Timer timer, Duration sinceEvent) {
        timer.record(sinceEvent.isNegative() ? Duration.ZERO : sinceEvent);
    }

    void ended(AttemptOutcome outcome, Duration took) {
        Timer.builder("sahut.attempts")
                .description("Attempts by what they came to")
                .tag("outcome", outcome.key())
                .register(registry)
                .record(took);
    }

    void deferred(DeferralReason reason) {
        Counter counter = deferred.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /// A delivery has reached its endpoint.
    void delivered(Duration sinceEvent) {
        record(eventToDelivered, sinceEvent);
    }

    /// A delivery was read a second time and dropped.
    void repeated() {
        repeated.increment();
    }

    /// A webhook's secret could not be opened.
    void locked() {
        locked.increment();
    }

    /// A delivery is given up.
    void expired(ExpiryReason reason, Duration sinceEvent) {
        expiredBy(reason).increment();
        record(eventToExpired, sinceEvent);
    }

    /// A record was no delivery.
    void unreadable() {
        expiredBy(ExpiryReason.UNREADABLE).increment();
    }

    void now(int inFlight, int queued, long bufferedBytes) {
        this.inFlight.set(inFlight);
        this.queued.set(queued);
        this.bufferedBytes.set(bufferedBytes);
    }

    /// Buckets from 10 ms to three days: a retry waits for half an hour, a backlog for longer.
    private Timer eventToEnd(String end) {
        return Timer.builder("sahut.event.to.end")
                .description("From the event being published to its delivery, or to its expiry")
                .tag("end", end)
                .serviceLevelObjectives(TO_END)
                .register(registry);
    }

    private Counter expiredBy(ExpiryReason reason) {
        return Counter.builder("sahut.expired")
                .description("Deliveries given up, by reason")
                .tag("reason", reason.label())
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private <T extends Number> T gauge(String name, String description, T value) {
        var _ =
                Gauge.builder(name, value, Number::doubleValue)
                        .description(description)
                        .register(registry);
        return value;
    }
}
