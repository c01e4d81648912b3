package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.baseline.Baseline;
import id.sahut.webhooks.bench.load.Deliveries;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
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
import java.util.function.Function;

/// How fast a dispatcher drains a topic of deliveries, beside senders that do less.
final class Throughput implements Scenario {

    private static final int WEBHOOKS = 200;
    private static final long WARM_UP = 600_000;
    private static final long MEASURED = 900_000;
    static final int CONCURRENCY = 256;

    private static final long SLOW_WARM_UP = 150_000;
    private static final long SLOW_MEASURED = 100_000;
    private static final int SLOW_CONCURRENCY = 1_024;

    /// The consumers warm up for so long and are measured for as long: one by one is slow.
    private static final Duration CONSUMERS = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public String summary() {
        return "drains 900,000 deliveries over 200 webhooks, over http, https, and to endpoints that take 50 ms";
    }

    /// How the endpoints of one round are.
    private record Round(
            String title, String group, boolean tls, long warmUp, long measured, int concurrency) {}

    @Override
    public void run(Surroundings with, Report report) {
        report.method(
                "The deliveries are in Kafka before the dispatcher starts; the first %,d (%,d where endpoints take 50 ms) are its warm-up and are not counted."
                        .formatted(with.count(WARM_UP), with.count(SLOW_WARM_UP)));
        report.method("A scheduler runs beside the dispatcher, and its processor time counts.");
        report.method(
                "Every sender has %d POSTs under way at once (%,d where endpoints take 50 ms) to the same sink; the naive consumer one. The bare client runs before and after the dispatcher, and the mean of both counts."
                        .formatted(CONCURRENCY, SLOW_CONCURRENCY));
        try (var stage = with.stage(Stage.DELAYS)) {
            var http = new Round("http", "ok", false, WARM_UP, MEASURED, CONCURRENCY);
            var https = new Round("https", "ok", true, WARM_UP, MEASURED, CONCURRENCY);
            var slow =
                    new Round(
                            "endpoints that take 50 ms, http",
                            "delay-50",
                            false,
                            SLOW_WARM_UP,
                            SLOW_MEASURED,
                            SLOW_CONCURRENCY);
            Result overHttp = measure(with, stage, report, http);
            Result overHttps = measure(with, stage, report, https);
            Result overSlow = measure(with, stage, report, slow);
            targets(report, "http", overHttp);
            targets(report, "https", overHttps);
            report.add(
                    Target.atLeast(
                            "http: rate ÷ naive consumer's",
                            overHttp.ours.perSecond() / overHttp.naive.perSecond(),
                            3,
                            " ×"));
            report.add(
                    Target.atLeast(
                            "50 ms: rate ÷ naive consumer's",
                            overSlow.ours.perSecond() / overSlow.naive.perSecond(),
                            100,
                            " ×"));
        }
    }

    private record Result(Stretch ours, double bareRate, double bareCpu, Stretch naive) {}

    private static Result measure(Surroundings with, Stage stage, Report report, Round round) {
        long warmUp = with.count(round.warmUp);
        long measured = with.count(round.measured);
        String name = round.group.replace("-", "") + (round.tls ? "tls" : "");
        var fleet = Fleet.ofOneEach(name, WEBHOOKS);
        stage.register(fleet, round.tls, number -> round.group + "/" + number);
        var deliveries = new Deliveries(fleet, name, warmUp + measured);
        with.say("%s: writes %,d deliveries".formatted(round.title, deliveries.count()));
        long fromMillis = with.clock().millis();
        deliveries.writeTo(stage.kafka(), stage.topics().deliveries(), with.clock());
        var where = stage.sink().endpoints(round.tls);

        var bare =
                Baseline.bareClient(
                        where, round.group, WEBHOOKS, round.concurrency, warmUp + measured);
        Function<Baseline.Kind, Baseline> consumer =
                kind ->
                        Baseline.consumer(
                                kind,
                                where,
                                round.group,
                                WEBHOOKS,
                                stage.bootstrap(),
                                stage.topics().deliveries(),
                                fromMillis);

        Stretch before = bare(with, stage, round, bare, warmUp, measured);
        Ours ours = ours(with, stage, report, round, deliveries, warmUp, measured);
        Stretch after = bare(with, stage, round, bare, warmUp, measured);
        Stretch asyncs = consumer(with, stage, round, consumer.apply(Baseline.Kind.ASYNC_CONSUMER));
        Stretch naives = consumer(with, stage, round, consumer.apply(Baseline.Kind.NAIVE_CONSUMER));

        double bareRate = (before.perSecond() + after.perSecond()) / 2;
        double bareCpu = (before.cpuSecondsPer100k() + after.cpuSecondsPer100k()) / 2;
        report.add(
                new Table(
                                round.title,
                                "sender",
                                "deliveries/s",
                                "of the bare client",
                                "CPU-s per 100,000",
                                "of which broker",
                                "peak memory MB")
                        .row(row("dispatcher", ours.stretch, bareRate, ours.peakMb))
                        .row(row("bare client, before", before, bareRate, Cell.nothing()))
                        .row(row("bare client, after", after, bareRate, Cell.nothing()))
                        .row(row("simple async consumer", asyncs, bareRate, Cell.nothing()))
                        .row(row("naive consumer", naives, bareRate, Cell.nothing())));
        return new Result(ours.stretch, bareRate, bareCpu, naives);
    }

    private static Cell[] row(String name, Stretch stretch, double bareRate, Cell peakMb) {
        return new Cell[] {
            Cell.of(name),
            Cell.of(stretch.perSecond(), 0),
            Cell.of(stretch.perSecond() / bareRate, 2),
            Cell.of(stretch.cpuSecondsPer100k(), 1),
            Cell.of(stretch.cpuSecondsPer100k("broker"), 1),
            peakMb
        };
    }

    private record Ours(Stretch stretch, Cell peakMb) {}

    private static Ours ours(
            Surroundings with,
            Stage stage,
            Report report,
            Round round,
            Deliveries deliveries,
            long warmUp,
            long measured) {
        with.say("%s: the dispatcher".formatted(round.title));
        stage.sink().clear();
        var scheduler = stage.start(Role.SCHEDULER, Map.of());
        var dispatcher =
                stage.start(
                        Role.DISPATCHER,
                        Map.of(
                                "sahut.dispatcher.max-in-flight",
                                String.valueOf(round.concurrency)));
        var stretch =
                Stretch.measure(
                        stage.sink(),
                        List.of(stage.broker(), dispatcher.process(), scheduler.process()),
                        warmUp,
                        measured,
                        with.nanoTime());
        Cell peakMb = Machine.peakMb(dispatcher.process());
        stage.stop(dispatcher.process());
        stage.stop(scheduler.process());
        var books = new Books(round.title, stage.sink());
        deliveries.forEachId(books::mustBeAccepted);
        report.problems(books.problems());
        return new Ours(stretch, peakMb);
    }

    private static Stretch bare(
            Surroundings with,
            Stage stage,
            Round round,
            Baseline baseline,
            long warmUp,
            long measured) {
        with.say("%s: the bare client".formatted(round.title));
        stage.sink().clear();
        try (Child client = stage.start(baseline)) {
            return Stretch.measure(
                    stage.sink(), List.of(client), warmUp, measured, with.nanoTime());
        }
    }

    private static Stretch consumer(
            Surroundings with, Stage stage, Round round, Baseline baseline) {
        with.say("%s: %s".formatted(round.title, baseline.kind()));
        stage.sink().clear();
        try (Child consumer = stage.start(baseline)) {
            return Stretch.measure(
                    stage.sink(),
                    List.of(stage.broker(), consumer),
                    with.time(CONSUMERS),
                    with.nanoTime());
        }
    }

    private static void targets(Report report, String round, Result result) {
        report.add(
                Target.atLeast(
                        round + ": rate ÷ bare client's (aim 0.6)",
                        result.ours.perSecond() / result.bareRate,
                        0.45,
                        ""));
        report.add(
                Target.atMost(
                        round + ": CPU per delivery ÷ bare client's (aim 1.5)",
                        result.ours.cpuSecondsPer100k() / result.bareCpu,
                        2,
                        ""));
    }
}
