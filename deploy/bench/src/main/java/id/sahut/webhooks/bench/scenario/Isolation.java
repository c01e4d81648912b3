package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Bad;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Whether endpoints that do their part notice those that don't.
final class Isolation implements Scenario {

    static final int WEBHOOKS = 200;

    private static final int PER_SECOND = 500;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(30);

    /// It takes minutes until a fresh process is as fast as it gets, with what works and with what
    /// fails.
    private static final List<WarmUp> WARM_UPS =
            List.of(
                    new WarmUp(Bad.NONE, Duration.ofSeconds(150)),
                    new WarmUp(new Bad("reset", 2), Duration.ofSeconds(60)));

    /// A round that goes before those that are counted.
    private record WarmUp(Bad bad, Duration time) {}

    /// Before the last round: the second tier's 30 s, and somewhat more.
    private static final Duration SETTLING = Duration.ofSeconds(40);

    private static final Bad ONE_PERCENT_HANGS = new Bad("hang", 100);
    private static final Bad TEN_PERCENT_HANG = new Bad("hang", 10);
    private static final List<Bad> BAD =
            List.of(
                    ONE_PERCENT_HANGS,
                    new Bad("drip", 100),
                    new Bad("reset", 100),
                    TEN_PERCENT_HANG,
                    new Bad("drip", 10),
                    new Bad("reset", 10),
                    new Bad("hang", 2),
                    new Bad("drip", 2),
                    new Bad("reset", 2));
    private static final List<Bad> BAD_FOR_THE_CONSUMER =
            List.of(Bad.NONE, ONE_PERCENT_HANGS, TEN_PERCENT_HANG);

    @Override
    public String name() {
        return "isolation";
    }

    @Override
    public String summary() {
        return "500 events/s over 200 webhooks, of which 1 %, 10 %, 50 % hang, drip or reset: what the others notice";
    }

    @Override
    public void run(Surroundings with, Report report) {
        var loop = new OpenLoop(PER_SECOND, with.time(WARM_UP), with.time(MEASURED));
        method(with, report, loop);
        try (var stage = with.stage(Stage.DELAYS)) {
            ours(with, stage, report, loop);
            consumers(with, stage, report, loop);
        }
    }

    private static void method(Surroundings with, Report report, OpenLoop loop) {
        report.method(
                "Each round: %d events/s over %d webhooks of its own, one webhook to an event, whether or not anybody keeps up; %d s of warm-up that are not counted, and behind them %d s that are. Rounds of %d s with no bad endpoint and of %d s with half of them breaking connections go before all and are not counted."
                        .formatted(
                                PER_SECOND,
                                WEBHOOKS,
                                loop.warmUp().toSeconds(),
                                loop.measured().toSeconds(),
                                with.time(WARM_UPS.getFirst().time).toSeconds(),
                                with.time(WARM_UPS.getLast().time).toSeconds()));
        report.method(
                "Bad endpoints hang (never answer), drip (a body that does not end, a byte a second) or reset (break the connection when they have read the request). They share their ports with healthy ones, over http.");
        report.method(
                "\"In time\" is the part of the events published for healthy endpoints that had arrived there when the last was published. Latencies are of all of them, from the scheduled time to the POST.");
        report.method(
                "None bad is measured first and last, and the mean of both is what the others are held against. A round's webhooks are unregistered at its end, so that its retries are cancelled when they are due; before the first and the last round that count they have time to.");
        report.method(
                "The simple async consumer reads events of the same kind for as long, after our services have ended. What has not arrived when its round ends is not in its latencies.");
    }

    private static void ours(Surroundings with, Stage stage, Report report, OpenLoop loop) {
        var bads = new ArrayList<Bad>();
        WARM_UPS.forEach(it -> bads.add(it.bad));
        bads.add(Bad.NONE);
        bads.addAll(BAD);
        bads.add(Bad.NONE);
        var rounds = new IsolationRounds(with, stage, bads);
        var results = new ArrayList<IsolationResult>();
        for (int number = 0; number < bads.size(); number++) {
            if (number == WARM_UPS.size() || number == bads.size() - 1) {
                with.say("waits until retries are cancelled");
                LockSupport.parkNanos(with.time(SETTLING).toNanos());
            }
            with.say(
                    "round %d of %d: %s"
                            .formatted(
                                    number + 1,
                                    bads.size(),
                                    IsolationResult.title(bads.get(number))));
            if (number < WARM_UPS.size()) {
                var _ = rounds.next(loop.lasting(with.time(WARM_UPS.get(number).time)));
            } else {
                results.add(rounds.next(loop));
            }
        }
        report.add(rounds.processes());
        report.problems(rounds.close());
        tell(report, results);
    }

    private static void tell(Report report, List<IsolationResult> results) {
        var first = results.getFirst();
        var last = results.getLast();
        double inTime = (first.inTime() + last.inTime()) / 2;
        double p99 = (first.p99Ms() + last.p99Ms()) / 2;
        var table =
                new Table(
                        "what healthy endpoints notice",
                        "bad endpoints",
                        "healthy/s",
                        "in time",
                        "in time ÷ none's",
                        "p50 ms",
                        "p99 ms",
                        "p99 ÷ none's",
                        "max ms",
                        "POSTs to bad ones",
                        "CPU-s per 100,000 events");
        for (var result : results) {
            table.row(
                    Cell.of(result.title()),
                    Cell.of(result.perSecond(), 1),
                    Cell.of(result.inTime(), 4),
                    Cell.of(result.inTime() / inTime, 3),
                    Millis.cell(result.latency(), 50),
                    Millis.cell(result.latency(), 99),
                    Cell.of(result.p99Ms() / p99, 2),
                    Millis.max(result.latency()),
                    Cell.of(result.postsToBad()),
                    Cell.of(result.cpuSecondsPer100k(), 1));
        }
        report.add(table);
        var bad = results.subList(1, results.size() - 1);
        var fewest =
                bad.stream().min(Comparator.comparingDouble(IsolationResult::inTime)).orElseThrow();
        var latest =
                bad.stream().max(Comparator.comparingDouble(IsolationResult::p99Ms)).orElseThrow();
        report.add(
                Target.atLeast(
                        "healthy endpoints' rate ÷ that with none bad, at worst (%s)"
                                .formatted(fewest.title()),
                        fewest.inTime() / inTime,
                        0.95,
                        " ×"));
        report.add(
                Target.atMost(
                        "healthy endpoints' p99 ÷ that with none bad, at worst (%s)"
                                .formatted(latest.title()),
                        latest.p99Ms() / p99,
                        2,
                        " ×"));
    }

    private static void consumers(Surroundings with, Stage stage, Report report, OpenLoop loop) {
        var table =
                new Table(
                        "the simple async consumer, beside it",
                        "bad endpoints",
                        "healthy/s",
                        "in time",
                        "p50 ms",
                        "p99 ms");
        var consumer = new IsolationOfConsumer(with, stage, loop);
        for (Bad bad : BAD_FOR_THE_CONSUMER) {
            with.say("the simple async consumer: " + IsolationResult.title(bad));
            var result = consumer.next(bad);
            table.row(
                    Cell.of(result.title()),
                    Cell.of(result.perSecond(), 1),
                    Cell.of(result.inTime(), 4),
                    Millis.cell(result.latency(), 50),
                    Millis.cell(result.latency(), 99));
        }
        report.add(table);
    }
}
