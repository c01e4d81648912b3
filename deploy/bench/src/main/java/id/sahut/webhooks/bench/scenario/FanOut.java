package id.sahut.webhooks.bench.scenario;

import static java.util.stream.Collectors.joining;

import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/// How fast events become deliveries: to one webhook, some, or many; with few registered, or a
/// million.
final class FanOut implements Scenario {

    /// @param measured deliveries, so many that they take some 20 s
    private record Width(int webhooks, long measured) {}

    private static final List<Width> WIDTHS =
            List.of(new Width(1, 600_000), new Width(10, 2_400_000), new Width(1_000, 4_800_000));

    /// What all widths divide.
    private static final int WIDEST = 1_000;

    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;

    @Override
    public String name() {
        return "fan-out";
    }

    @Override
    public String summary() {
        return "makes deliveries of events: 1, 10 and 1,000 of each, with 1,000 and 1,000,000 webhooks registered";
    }

    @Override
    public void run(Surroundings with, Report report) {
        int many = many(with);
        report.method(
                "The events are in Kafka before the fan-out starts; the first %,d deliveries of each round are its warm-up and are not counted, the next %s (to 1, 10, 1,000 webhooks) are. No dispatcher runs."
                        .formatted(
                                with.count(FanOutRound.WARM_UP),
                                WIDTHS.stream()
                                        .map(it -> "%,d".formatted(with.count(it.measured)))
                                        .collect(joining(", "))));
        report.method(
                "Of the %,d webhooks, a third each is in workspaces of 1, of 10 and of 1,000, and events go to all workspaces of one size in turn. The %,d are all in workspaces of the size that is measured."
                        .formatted(many, FEW));
        report.method(
                "The rounds with %,d have a broker to themselves, and so have those with %,d, which run before and after; the mean of before and after counts."
                        .formatted(many, FEW));
        report.method(
                "Every round has a new ingest process with 2 GiB of heap, which reads all webhooks at its start. The pipe reads the same events and writes each as often, byte for byte; it looks into none, looks nobody up, waits for nothing and commits nothing.");
        List<FanOutRound.Result> before = few(with.in("before"), report, "before");
        List<FanOutRound.Result> million = many(with.in("many"), report, many);
        List<FanOutRound.Result> after = few(with.in("after"), report, "after");
        for (int i = 0; i < WIDTHS.size(); i++) {
            add(report, WIDTHS.get(i).webhooks, many, before.get(i), million.get(i), after.get(i));
        }
    }

    /// As many as there are, or fewer in a shorter run: workspaces of each width at least.
    private static int many(Surroundings with) {
        return Math.toIntExact(
                Math.max((long) WIDEST * WIDTHS.size(), with.count(MANY) / WIDEST * WIDEST));
    }

    private static List<FanOutRound.Result> few(Surroundings with, Report report, String when) {
        try (var stage = with.stage(Stage.DELAYS)) {
            return WIDTHS.stream()
                    .map(width -> {
                        var fleet =
                                new Fleet("few%d".formatted(width.webhooks), FEW, width.webhooks);
                        stage.register(fleet, false, number -> "ok/" + number);
                        String title =
                                "%,d of each, %,d registered, %s"
                                        .formatted(width.webhooks, FEW, when);
                        var round = new FanOutRound(title, fleet, width.measured);
                        FanOutRound.Result result = round.run(with, stage, report, true);
                        stage.unregister(fleet);
                        return result;
                    })
                    .toList();
        }
    }

    private static List<FanOutRound.Result> many(Surroundings with, Report report, int many) {
        int third = many / WIDTHS.size() / WIDEST * WIDEST;
        try (var stage = with.stage(Stage.DELAYS)) {
            with.say("registers %,d webhooks".formatted(many));
            var rounds = new ArrayList<FanOutRound>();
            for (Width width : WIDTHS) {
                int size = width.webhooks == WIDEST ? many - 2 * third : third;
                var fleet = new Fleet("many%d".formatted(width.webhooks), size, width.webhooks);
                stage.register(fleet, false, number -> "ok/" + number);
                String title = "%,d of each, %,d registered".formatted(width.webhooks, many);
                rounds.add(new FanOutRound(title, fleet, width.measured));
            }
            return rounds.stream().map(it -> it.run(with, stage, report, false)).toList();
        }
    }

    private static void add(
            Report report,
            int width,
            int many,
            FanOutRound.Result before,
            FanOutRound.Result million,
            FanOutRound.Result after) {
        double pipe = FanOutRound.meanPipe(before, after);
        var table =
                new Table(
                        "1 event to %,d webhook%s".formatted(width, width == 1 ? "" : "s"),
                        "registered",
                        "deliveries/s",
                        "events/s",
                        "of the pipe",
                        "CPU-s per 100,000",
                        "of which broker",
                        "ingest ready after s",
                        "ingest peak MB",
                        "broker peak MB");
        table.row(row("%,d, before".formatted(FEW), before, width, pipe));
        table.row(row("%,d".formatted(many), million, width, pipe));
        table.row(row("%,d, after".formatted(FEW), after, width, pipe));
        before.pipe().ifPresent(it -> table.row(row("bare pipe, before", it, width, pipe)));
        after.pipe().ifPresent(it -> table.row(row("bare pipe, after", it, width, pipe)));
        report.add(table);
        double few = (before.ours().perSecond() + after.ours().perSecond()) / 2;
        report.add(
                Target.atLeast(
                        "1 to %,d: rate with %,d registered ÷ with %,d".formatted(width, many, FEW),
                        million.ours().perSecond() / few,
                        0.9,
                        ""));
    }

    private static Cell[] row(String name, FanOutRound.Result result, int width, double pipe) {
        return row(
                name,
                result.ours(),
                width,
                pipe,
                Cell.of(result.readySeconds(), 1),
                result.ingestMb(),
                result.brokerMb());
    }

    private static Cell[] row(String name, Stretch pipe, int width, double mean) {
        return row(name, pipe, width, mean, Cell.nothing(), Cell.nothing(), Cell.nothing());
    }

    private static Cell[] row(
            String name,
            Stretch stretch,
            int width,
            double pipe,
            Cell ready,
            Cell ingestMb,
            Cell brokerMb) {
        return new Cell[] {
            Cell.of(name),
            Cell.of(stretch.perSecond(), 0),
            Cell.of(stretch.perSecond() / width, 0),
            Cell.of(stretch.perSecond() / pipe, 2),
            Cell.of(stretch.cpuSecondsPer100k(), 2),
            Cell.of(stretch.cpuSecondsPer100k("broker"), 2),
            ready,
            ingestMb,
            brokerMb
        };
    }
}
