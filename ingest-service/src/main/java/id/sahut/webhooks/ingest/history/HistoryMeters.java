package id.sahut.webhooks.ingest.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// Counts what the history reads and forgets. Safe for any thread.
final class HistoryMeters {

    private final Counter attempts;
    private final Counter deliveries;
    private final Counter swept;
    private final Counter failures;
    private final Timer writes;

    HistoryMeters(MeterRegistry meters) {
        this.deliveries =
                Counter.builder("sahut.history.deliveries")
                        .description("Deliveries of which something was written into the history")
                        .register(meters);
        this.attempts =
                Counter.builder("sahut.history.attempts")
                        .description("Attempts that were written into the history")
                        .register(meters);
        this.swept =
                Counter.builder("sahut.history.deleted")
                        .description("Deliveries that the history has forgotten, being too old")
                        .register(meters);
        this.failures =
                Counter.builder("sahut.history.failures")
                        .description("How often reading into the history failed and began again")
                        .register(meters);
        this.writes =
                Timer.builder("sahut.history.write")
                        .description("One transaction of the history's")
                        .register(meters);
    }

    void written(Batch batch, long tookNanos) {
        deliveries.increment(batch.deliveries().size());
        attempts.increment(batch.attempts().size());
        writes.record(tookNanos, TimeUnit.NANOSECONDS);
    }

    void swept(int count) {
        swept.increment(count);
    }

    void failed() {
        failures.increment();
    }
}
