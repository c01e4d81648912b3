package id.sahut.webhooks.ingest.recover;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what recoveries do. Safe for any thread.
final class RecoveryMeters {

    private final Counter sent;
    private final Counter skipped;
    private final Counter failures;
    private final AtomicInteger unfinished = new AtomicInteger();

    RecoveryMeters(MeterRegistry meters) {
        this.sent =
                Counter.builder("sahut.recover.sent")
                        .description("Deliveries that recoveries have sent again")
                        .register(meters);
        this.skipped =
                Counter.builder("sahut.recover.skipped")
                        .description("Deliveries that recoveries could not send again")
                        .register(meters);
        this.failures =
                Counter.builder("sahut.recover.failures")
                        .description("How often the work on recoveries failed and began again")
                        .register(meters);
        Gauge.builder("sahut.recover.unfinished", unfinished, AtomicInteger::get)
                .description("Recoveries that this process works on, running or waiting")
                .register(meters);
    }

    void sent(int deliveries) {
        sent.increment(deliveries);
    }

    void skipped(int deliveries) {
        skipped.increment(deliveries);
    }

    void failed() {
        failures.increment();
    }

    void unfinished(int recoveries) {
        unfinished.set(recoveries);
    }
}
