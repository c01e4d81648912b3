package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.load.SteadyLoad;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.sink.Books;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Dispatchers come and go while events do, and nothing may be sent twice. Confined to the run's
/// thread.
final class JoiningAndLeaving {

    private static final int WEBHOOKS = 200;
    private static final int EVENTS_PER_SECOND = 500;
    private static final int ROUNDS = 3;

    /// Between one change and the next.
    private static final Duration CALM = Duration.ofSeconds(8);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration REST = Duration.ofMinutes(1);

    private final Surroundings with;
    private final Stage stage;
    private final Table table =
            new Table(
                    "Dispatchers join and leave under %d events/s".formatted(EVENTS_PER_SECOND),
                    "change",
                    "dispatchers",
                    "shared after s",
                    "duplicates so far");

    JoiningAndLeaving(Surroundings with, Stage stage) {
        this.with = with;
        this.stage = stage;
    }

    void run(Report report) {
        report.method(
                "Joining and leaving: two dispatchers with default settings, and then %d times a third one, which is ready before the oldest gets its SIGTERM. %d events/s to %d endpoints that take 100 ms never stop meanwhile."
                        .formatted(ROUNDS, EVENTS_PER_SECOND, WEBHOOKS));
        with.say("dispatchers join and leave");
        var fleet = Fleet.ofOneEach("join", WEBHOOKS);
        stage.register(fleet, false, number -> ScaleOutStep.GROUP + "/" + number);
        stage.sink().clear();
        var ingest = stage.start(Role.INGEST, Map.of());
        try (var dispatchers = new Dispatchers(with, stage, Map.of())) {
            var _ = dispatchers.start();
            var _ = dispatchers.start();
            dispatchers.awaitShared();
            var load =
                    SteadyLoad.start(
                            fleet,
                            EVENTS_PER_SECOND,
                            stage.kafka(),
                            stage.topics().events(),
                            with.clock());
            calm();
            for (int round = 0; round < ROUNDS; round++) {
                change("one joins", dispatchers, dispatchers::start);
                change("one leaves", dispatchers, dispatchers::stopOldest);
            }
            List<Events> events = load.end();
            long published = events.stream().mapToLong(Events::deliveries).sum();
            var _ =
                    Waiting.until(
                            () -> stage.sink().count().deliveries() >= published,
                            LOOK_AGAIN,
                            REST,
                            with);
            dispatchers.stopAll();
            stage.stop(ingest.process());
            report(report, events);
        }
    }

    private void change(String what, Dispatchers dispatchers, Runnable change) {
        long begin = with.nanoTime().getAsLong();
        change.run();
        dispatchers.awaitShared();
        double seconds = (with.nanoTime().getAsLong() - begin) / 1e9;
        calm();
        table.row(
                Cell.of(what),
                Cell.of(dispatchers.size()),
                Cell.of(seconds, 1),
                Cell.of(stage.sink().count().repeats()));
    }

    private void calm() {
        LockSupport.parkNanos(with.time(CALM).toNanos());
    }

    private void report(Report report, List<Events> events) {
        var seen = stage.sink().snapshot();
        var latency = seen.latency();
        report.add(table);
        report.add(
                new Table(
                                "From an event's time to its POST meanwhile",
                                "deliveries",
                                "p50 ms",
                                "p99 ms",
                                "max ms")
                        .row(
                                Cell.of(seen.count().deliveries()),
                                Cell.of(latency.getValueAtPercentile(50) / 1e3, 1),
                                Cell.of(latency.getValueAtPercentile(99) / 1e3, 1),
                                Cell.of(latency.getMaxValue() / 1e3, 1)));
        report.add(
                Target.atMost(
                        "duplicates while joining and leaving",
                        (double) seen.count().repeats(),
                        0,
                        ""));
        var books = new Books("joining and leaving", stage.sink());
        events.forEach(it -> it.forEachDelivery((id, _) -> books.mustBeAccepted(id)));
        report.problems(books.problems());
    }
}
