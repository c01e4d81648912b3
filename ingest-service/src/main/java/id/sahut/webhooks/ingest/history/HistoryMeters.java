package id.sahut.webhooks.ingest.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/// Counts what the history reads and forgets. Safe for any thread.
final class HistoryMeters {

    private final Counter attempts;
    private final Counter deliveries;
    private final Counter swept;
    private final Counter failures;
    private final Timer writes;
    private final Counter givenWay;

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
        this.givenWay =
                Counter.builder("sahut.history.given.way.seconds")
                        .description(
                                "For how long the history has read nothing, because the machine had no processor to spare")
                        .register(meters);
    }

    void written(Batch batch, Pace.Written how) {
        deliveries.increment(batch.deliveries().size());
        attempts.increment(batch.attempts().size());
        writes.record(how.took());
        givenWay.increment(how.rest().toNanos() / 1e9);
    }

    void swept(int count) {
        swept.increment(count);
    }

    void failed() {
        failures.increment();
    }
}
