package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.sink.Books;
import id.sahut.webhooks.bench.sink.Snapshot;
import id.sahut.webhooks.bench.stage.Stage;
import id.sahut.webhooks.common.retry.RetryTiers;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/// How late retries are, when every delivery fails once and as many fall due as are published.
final class Retries implements Scenario {

    private static final int WEBHOOKS = 200;
    private static final int PER_SECOND = 1_000;

    /// In which 100,000 deliveries are published.
    private static final Duration MEASURED = Duration.ofSeconds(100);

    /// After the first failure. As long after the first event, retries fall due at their full rate.
    private static final Duration DELAY = RetryTiers.parse(Stage.DELAYS).all().getFirst().delay();

    private static final Duration WARM_UP_AT_FULL_RATE = Duration.ofSeconds(150);

    @Override
    public String name() {
        return "retries";
    }

    @Override
    public String summary() {
        return "100,000 deliveries that fail once, 1,000 a second: how late their retries are, and that none is early";
    }

    @Override
    public void run(Surroundings with, Report report) {
        var loop =
                new OpenLoop(
                        PER_SECOND,
                        DELAY.plus(with.time(WARM_UP_AT_FULL_RATE)),
                        with.time(MEASURED));
        describe(report, loop);
        try (var stage = with.stage(Stage.DELAYS)) {
            var fleet = Fleet.ofOneEach("retries", WEBHOOKS);
            stage.register(fleet, false, number -> "fail-first/" + number);
            var pipeline = Pipeline.start(stage);
            var processes = pipeline.processesWith(stage.broker());
            with.say("publishes");
            var published = loop.publish(with, stage, fleet, "retries", processes);
            long posts = 2 * published.events().count();
            OpenLoop.await(() -> stage.sink().count().posts() >= posts, with);
            with.say("waits whether anything is made again");
            with.waitUntil(with.clock().instant().plus(DELAY.multipliedBy(2)));
            Snapshot seen = stage.sink().snapshot();
            figures(report, loop, published, seen);
            report.add(
                    Machine.table(
                            "processes, for deliveries with both POSTs",
                            processes,
                            published.usage(),
                            published.measured()));
            pipeline.stop(stage);
            check(stage, report, published, seen);
        }
    }

    private static void describe(Report report, OpenLoop loop) {
        report.method(
                "Events for %d webhooks are published at %,d/s through ingest, dispatcher and scheduler, whether or not they keep up. Every endpoint answers the first attempt of a delivery with 500 and the second with 200, at once."
                        .formatted(WEBHOOKS, PER_SECOND));
        report.method(
                "The sink takes how late a second POST is: from its own answer to the first, and %d s, to the second's arrival. So the time until the dispatcher has parked the delivery counts, too."
                        .formatted(DELAY.toSeconds()));
        report.method(
                "The first %d s are the warm-up: what is published in them is delivered and in the books, and not timed. CPU seconds, and what falls due, are counted in the %d s behind them."
                        .formatted(loop.warmUp().toSeconds(), loop.measured().toSeconds()));
        report.method("The sink and the publisher are on the machine, too, and don't count.");
        report.method("Nothing stands beside it: none of the simpler senders makes a retry.");
    }

    private static void figures(
            Report report, OpenLoop loop, OpenLoop.Published published, Snapshot seen) {
        long retries = retries(published.atEnd().count()) - retries(published.warm());
        Histogram lateness = seen.retryLateness();
        report.add(
                new Table(
                                "retries after %d s".formatted(DELAY.toSeconds()),
                                "endpoints that fail once",
                                "came/s",
                                "timed",
                                "early",
                                "late p50 ms",
                                "p90 ms",
                                "p99 ms",
                                "max ms")
                        .row(
                                Cell.of("%d webhooks".formatted(WEBHOOKS)),
                                Cell.of(retries * 1_000.0 / loop.measured().toMillis(), 0),
                                Cell.of(lateness.getTotalCount()),
                                Cell.of(seen.early()),
                                Millis.cell(lateness, 50),
                                Millis.cell(lateness, 90),
                                Millis.cell(lateness, 99),
                                Millis.max(lateness)));
        report.add(Target.atMost("retries that are early", (double) seen.early(), 0, ""));
        report.add(Target.atMost("lateness of retries, p99", Millis.of(lateness, 99), 250, " ms"));
    }

    /// POSTs of what had arrived before.
    private static long retries(Snapshot.Count count) {
        return count.posts() - count.deliveries();
    }

    private static void check(
            Stage stage, Report report, OpenLoop.Published published, Snapshot seen) {
        var books = new Books("retries", stage.sink());
        published.events().forEachDelivery((id, _) -> books.mustBeAccepted(id));
        report.problems(books.problems());
        long timed = seen.retryLateness().getTotalCount();
        if (timed != published.measured()) {
            report.problems(
                    List.of(
                            "retries: %,d second POSTs were timed instead of %,d"
                                    .formatted(timed, published.measured())));
        }
    }
}
