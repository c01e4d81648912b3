package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.baseline.Baseline;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.sink.Books;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/// How long an event takes to its endpoint while there is little to do, beside a consumer that only
/// POSTs what it reads.
final class Latency implements Scenario {

    private static final int WEBHOOKS = 200;
    private static final int PER_SECOND = 500;
    private static final Duration WARM_UP = Duration.ofSeconds(150);
    private static final Duration MEASURED = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String summary() {
        return "500 events/s for 60 s, one webhook each: from an event's scheduled time to its POST";
    }

    @Override
    public void run(Surroundings with, Report report) {
        var loop = new OpenLoop(PER_SECOND, with.time(WARM_UP), with.time(MEASURED));
        report.method(
                "%d events/s over %d webhooks, whether or not anybody keeps up: %d s of warm-up that are not counted, and behind them %d s that are."
                        .formatted(
                                PER_SECOND,
                                WEBHOOKS,
                                loop.warmUp().toSeconds(),
                                loop.measured().toSeconds()));
        report.method(
                "A latency is from the moment for which an event was scheduled to the arrival of its POST at the sink, over http; the publisher waits for nobody and batches nothing (linger.ms=0).");
        report.method(
                "The simple async consumer then reads events of the same kind at the same rate for the same time from the same topic; our services have ended by then.");
        try (var stage = with.stage(Stage.DELAYS)) {
            Histogram ours = ours(with, stage, report, loop);
            Histogram async = async(with, stage, report, loop);
            report.add(
                    new Table(
                                    "from the scheduled time to the POST, ms",
                                    "sender",
                                    "p50",
                                    "p90",
                                    "p99",
                                    "p99.9",
                                    "max",
                                    "events")
                            .row(row("ingest and dispatcher", ours))
                            .row(row("simple async consumer", async)));
            report.add(Target.atMost("p50", Millis.of(ours, 50), 8, " ms"));
            report.add(Target.atMost("p99", Millis.of(ours, 99), 40, " ms"));
            report.add(
                    Target.atMost(
                            "p99 ÷ simple async consumer's",
                            Millis.of(ours, 99) / Millis.of(async, 99),
                            3,
                            ""));
        }
    }

    private static Cell[] row(String sender, Histogram latency) {
        return new Cell[] {
            Cell.of(sender),
            Millis.cell(latency, 50),
            Millis.cell(latency, 90),
            Millis.cell(latency, 99),
            Millis.cell(latency, 99.9),
            Millis.max(latency),
            Cell.of(latency.getTotalCount())
        };
    }

    private static Histogram ours(Surroundings with, Stage stage, Report report, OpenLoop loop) {
        var fleet = Fleet.ofOneEach("ours", WEBHOOKS);
        stage.register(fleet, false, number -> "ok/" + number);
        with.say("starts our services");
        var pipeline = Pipeline.start(stage);
        var processes = pipeline.processesWith(stage.broker());
        with.say("publishes");
        var published = loop.publish(with, stage, fleet, "ours", processes);
        awaitAll(with, stage, published);
        report.add(
                Machine.table("our processes", processes, published.usage(), published.measured()));
        pipeline.stop(stage);
        var books = new Books("ours", stage.sink());
        published.events().forEachDelivery((id, _) -> books.mustBeAccepted(id));
        report.problems(books.problems());
        return stage.sink().snapshot().latency();
    }

    private static Histogram async(Surroundings with, Stage stage, Report report, OpenLoop loop) {
        with.say("publishes for the simple async consumer");
        stage.sink().clear();
        var baseline =
                Baseline.consumer(
                        Baseline.Kind.ASYNC_CONSUMER,
                        stage.sink().endpoints(false),
                        "ok",
                        WEBHOOKS,
                        stage.bootstrap(),
                        stage.topics().events(),
                        with.clock().millis());
        try (Child consumer = stage.start(baseline)) {
            var processes = List.of(stage.broker(), consumer);
            var fleet = Fleet.ofOneEach("async", WEBHOOKS);
            var published = loop.publish(with, stage, fleet, "async", processes);
            awaitAll(with, stage, published);
            report.add(
                    Machine.table(
                            "beside them", processes, published.usage(), published.measured()));
            var books = new Books("simple async consumer", stage.sink());
            published.events().forEachDelivery((id, _) -> books.mustBeAccepted(id));
            report.problems(books.problems());
            return stage.sink().snapshot().latency();
        }
    }

    private static void awaitAll(Surroundings with, Stage stage, OpenLoop.Published published) {
        long all = published.events().deliveries();
        OpenLoop.await(() -> stage.sink().count().deliveries() >= all, with);
    }
}
