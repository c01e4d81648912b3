package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What the dispatcher tells about itself. Written by the dispatch loop's thread, read by any.
final class DispatcherMeters {

    private static final Duration LONGEST_EXPECTED = Duration.ofMinutes(1);

    private final MeterRegistry registry;
    private final Timer eventToAttempt;
    private final Timer outcomeWrites;
    private final Counter deferred;
    private final Counter locked;
    private final Counter abortedTransactions;
    private final AtomicInteger inFlight;
    private final AtomicInteger queued;
    private final AtomicLong bufferedBytes;
    private final AtomicInteger unwritten;

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
        this.outcomeWrites =
                Timer.builder("sahut.outcomes.write")
                        .description("From outcomes being handed over to their transaction's end")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(LONGEST_EXPECTED)
                        .register(registry);
        this.deferred =
                counter("sahut.deliveries.deferred", "Deliveries set aside without an attempt");
        this.locked =
                counter(
                        "sahut.secrets.locked",
                        "Deliveries whose webhook's secret can't be opened");
        this.abortedTransactions =
                counter("sahut.outcomes.aborted", "Transactions of outcomes that were made again");
        this.inFlight = gauge("sahut.in.flight", "Attempts in flight", new AtomicInteger());
        this.queued =
                gauge("sahut.queued", "Deliveries waiting for their turn", new AtomicInteger());
        this.bufferedBytes =
                gauge("sahut.buffered.bytes", "Payloads in memory, in bytes", new AtomicLong());
        this.unwritten =
                gauge(
                        "sahut.outcomes.unwritten",
                        "Outcomes that are not in Kafka yet",
                        new AtomicInteger());
        for (ExpiryReason reason : ExpiryReason.values()) {
            var _ = expiredBy(reason);
        }
    }

    void started(Duration sinceEvent) {
        eventToAttempt.record(sinceEvent.isNegative() ? Duration.ZERO : sinceEvent);
    }

    void ended(AttemptOutcome outcome, Duration took) {
        Timer.builder("sahut.attempts")
                .description("Attempts by what they came to")
                .tag("outcome", outcome.key())
                .register(registry)
                .record(took);
    }

    void deferred() {
        deferred.increment();
    }

    /// A webhook's secret could not be opened.
    void locked() {
        locked.increment();
    }

    void expired(ExpiryReason reason) {
        expiredBy(reason).increment();
    }

    /// A transaction of outcomes has ended.
    void wrote(Duration took) {
        outcomeWrites.record(took);
    }

    void transactionAborted() {
        abortedTransactions.increment();
    }

    void now(int inFlight, int queued, long bufferedBytes, int unwritten) {
        this.inFlight.set(inFlight);
        this.queued.set(queued);
        this.bufferedBytes.set(bufferedBytes);
        this.unwritten.set(unwritten);
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
