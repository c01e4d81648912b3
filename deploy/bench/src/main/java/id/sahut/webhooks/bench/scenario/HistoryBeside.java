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

    private final List<Double> without = new ArrayList<>();
    private final List<Double> beside = new ArrayList<>();

    void run(Surroundings with, Report report) {
        report.method(
                "A dispatcher drains %,d deliveries after %,d as a warm-up, http, %d times without and %d times with an ingest beside that writes the history of the same deliveries; an ingest without a history runs in the other rounds."
                        .formatted(with.count(MEASURED), with.count(WARM_UP), ROUNDS, ROUNDS));
        var table =
                new Table(
                        "a dispatcher beside it",
                        "history",
                        "deliveries/s",
                        "CPU-s per 100,000",
                        "of which ingest");
        try (var stage = with.stage(Stage.DELAYS)) {
            for (int round = 0; round < ROUNDS; round++) {
                without.add(drain(with, stage, table, "without" + round, false));
                beside.add(drain(with, stage, table, "with" + round, true));
            }
        }
        report.add(table);
        report.add(
                Target.atLeast(
                        "a dispatcher's rate with a history ÷ without",
                        mean(beside) / mean(without),
                        0.95,
                        ""));
    }

    private static double drain(
            Surroundings with, Stage stage, Table table, String name, boolean hasHistory) {
        var fleet = Fleet.ofOneEach(name, WEBHOOKS);
        stage.register(fleet, false, "ok/%d"::formatted);
        long warmUp = with.count(WARM_UP);
        long measured = with.count(MEASURED);
        with.say("%s: writes %,d deliveries".formatted(name, warmUp + measured));
        new Deliveries(fleet, name, warmUp + measured)
                .writeTo(stage.kafka(), stage.topics().deliveries(), with.clock());
        stage.sink().clear();
        Service ingest =
                stage.start(
                        Role.INGEST,
                        Map.of(
                                "sahut.history.enabled",
                                Boolean.toString(hasHistory),
                                "sahut.history.url",
                                "jdbc:sqlite:" + with.folder().resolve("beside.db")));
        with.say(name + ": the dispatcher");
        Service dispatcher = stage.start(Role.DISPATCHER, Map.of());
        var stretch =
                Stretch.measure(
                        stage.sink(),
                        List.of(stage.broker(), dispatcher.process(), ingest.process()),
                        warmUp,
                        measured,
                        with.nanoTime());
        stage.stop(dispatcher.process());
        stage.stop(ingest.process());
        table.row(
                Cell.of(hasHistory ? "with" : "without"),
                Cell.of(stretch.perSecond(), 0),
                Cell.of(stretch.cpuSecondsPer100k(), 1),
                Cell.of(stretch.cpuSecondsPer100k(ingest.process().name()), 1));
        return stretch.perSecond();
    }

    private static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(it -> it).average().orElseThrow();
    }
}
