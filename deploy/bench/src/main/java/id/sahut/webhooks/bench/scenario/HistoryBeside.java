package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Deliveries;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.bench.stage.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a history that is written beside it costs a dispatcher at full speed: the same drain
/// without one and with one, by turns. A part of the scenario `history`. Confined to the run's
/// thread.
final class HistoryBeside {

    private static final int WEBHOOKS = 200;
    private static final int ROUNDS = 3;
    private static final long WARM_UP = 150_000;
    private static final long MEASURED = 300_000;

    /// Behind those that are measured, so that nobody waits for the last few.
    private static final long MORE = 30_000;

    /// POSTs under way at once, as many as `throughput` has.
    private static final int CONCURRENCY = Throughput.CONCURRENCY;

    /// Who looks at the list of one of the webhooks meanwhile.
    private static final int LISTS = 200;

    private final Map<Beside, List<Double>> rates = new EnumMap<>(Beside.class);

    /// What runs beside the dispatcher.
    private enum Beside {
        NO_HISTORY("none"),
        HISTORY("written"),
        LISTS_OPEN("written, and %d live lists open".formatted(LISTS));

        private final String words;

        Beside(String words) {
            this.words = words;
        }
    }

    void run(Surroundings with, Report report) {
        report.method(
                "A dispatcher drains %,d deliveries after %,d as a warm-up, http, %d times each beside a scheduler and an ingest that keeps no history, one that writes the history of the same deliveries, and one that does while %d browsers have the live list of one of the 200 webhooks open."
                        .formatted(with.count(MEASURED), with.count(WARM_UP), ROUNDS, LISTS));
        var table =
                new Table(
                        "a dispatcher beside it",
                        "history",
                        "deliveries/s",
                        "CPU-s per 100,000",
                        "of which ingest",
                        "attempts in the history then",
                        "s it gave way",
                        "lists told anew");
        try (var stage = with.stage(Stage.DELAYS)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Beside beside : Beside.values()) {
                    rates.computeIfAbsent(beside, _ -> new ArrayList<>())
                            .add(drain(with, stage, table, round, beside));
                }
            }
        }
        report.add(table);
        report.add(
                Target.atLeast(
                        "a dispatcher's rate with a history ÷ without",
                        mean(Beside.HISTORY) / mean(Beside.NO_HISTORY),
                        0.95,
                        ""));
        report.add(
                Target.atLeast(
                        "a dispatcher's rate with %d live lists ÷ without".formatted(LISTS),
                        mean(Beside.LISTS_OPEN) / mean(Beside.HISTORY),
                        0.95,
                        ""));
    }

    private static double drain(
            Surroundings with, Stage stage, Table table, int round, Beside beside) {
        String name = "round%d%s".formatted(round, beside.name().replace("_", ""));
        var fleet = Fleet.ofOneEach(name, WEBHOOKS);
        stage.register(fleet, false, "ok/%d"::formatted);
        long warmUp = with.count(WARM_UP);
        long measured = with.count(MEASURED);
        long count = warmUp + measured + with.count(MORE);
        with.say("%s: writes %,d deliveries".formatted(name, count));
        new Deliveries(fleet, name, count)
                .writeTo(stage.kafka(), stage.topics().deliveries(), with.clock());
        stage.sink().clear();
        Service ingest =
                stage.start(
                        Role.INGEST,
                        Map.of(
                                "sahut.history.enabled",
                                Boolean.toString(beside != Beside.NO_HISTORY),
                                "sahut.history.url",
                                "jdbc:sqlite:" + with.folder().resolve("beside.db")));
        String key = stage.newKey(fleet.workspace(0));
        with.say(name + ": the dispatcher");
        Service scheduler = stage.start(Role.SCHEDULER, Map.of());
        Service dispatcher =
                stage.start(
                        Role.DISPATCHER,
                        Map.of("sahut.dispatcher.max-in-flight", Integer.toString(CONCURRENCY)));
        int lists = beside == Beside.LISTS_OPEN ? LISTS : 0;
        Stretch stretch;
        long answers;
        double attempts;
        double gaveWay;
        try (var open = OpenLists.open(ingest, key, fleet.id(0).value(), lists)) {
            stretch =
                    Stretch.measure(
                            stage.sink(),
                            List.of(stage.broker(), dispatcher.process(), ingest.process()),
                            warmUp,
                            measured,
                            with.nanoTime());
            answers = open.answers();
            boolean isKept = beside != Beside.NO_HISTORY;
            attempts = isKept ? ingest.metric("sahut_history_attempts_total") : 0;
            gaveWay = isKept ? ingest.metric("sahut_history_given_way_seconds_total") : 0;
        }
        stage.stop(dispatcher.process());
        stage.stop(scheduler.process());
        stage.stop(ingest.process());
        table.row(
                Cell.of(beside.words),
                Cell.of(stretch.perSecond(), 0),
                Cell.of(stretch.cpuSecondsPer100k(), 1),
                Cell.of(stretch.cpuSecondsPer100k(ingest.process().name()), 1),
                Cell.of(attempts, 0),
                Cell.of(gaveWay, 1),
                Cell.of((double) answers, 0));
        return stretch.perSecond();
    }

    private double mean(Beside beside) {
        return rates.getOrDefault(beside, List.of()).stream()
                .mapToDouble(it -> it)
                .average()
                .orElseThrow();
    }
}
