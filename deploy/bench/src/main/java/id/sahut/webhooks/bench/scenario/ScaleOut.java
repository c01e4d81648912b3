package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.scenario.ScaleOutStep.Result;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Whether more dispatchers deliver more, as long as there are processors for them; and whether
/// their coming and going makes anything twice.
final class ScaleOut implements Scenario {

    private static final List<Integer> PROCESSES = List.of(1, 2, 4);

    /// POSTs under way at once in each process: so few that four processes do not need all of two
    /// cores, and so many that they do.
    private static final List<Integer> IN_FLIGHT = List.of(100, 300);

    /// From here on the processors count as the limit.
    private static final double BUSY = 0.85;

    @Override
    public String name() {
        return "scale-out";
    }

    @Override
    public String summary() {
        return "1, 2 and 4 dispatchers to endpoints that take 100 ms; then dispatchers that join and leave";
    }

    @Override
    public void run(Surroundings with, Report report) {
        report.method(
                "%,d webhooks: one endpoint gets 1/32 of the free slots of a dispatcher, so that all are in use only while it has more endpoints than slots. A scheduler runs beside the dispatchers and brings back what they set aside; its processor time counts."
                        .formatted(ScaleOutStep.WEBHOOKS));
        report.method(
                "The deliveries are written when all dispatchers have their share of the partitions. The first %d s' worth at the most that their slots allow is the warm-up and is not counted, the next %d s' worth is; more follow, so that none runs dry meanwhile."
                        .formatted(
                                with.time(ScaleOutStep.WARM_UP).toSeconds(),
                                with.time(ScaleOutStep.MEASURED).toSeconds()));
        report.method(
                "Proportional is so many times what one process delivers. Busy is the processor time of dispatchers, scheduler, broker and sink, of all there is; from %.0f %% on it counts as the limit. The bare client has as many POSTs under way as all dispatchers together."
                        .formatted(BUSY * 100));
        try (var stage = with.stage(Stage.DELAYS)) {
            stage.register(ScaleOutStep.FLEET, false, number -> ScaleOutStep.GROUP + "/" + number);
            var scheduler = stage.start(Role.SCHEDULER, Map.of());
            for (int inFlight : IN_FLIGHT) {
                steps(with, stage, scheduler.process(), report, inFlight);
            }
            stage.unregister(ScaleOutStep.FLEET);
            new JoiningAndLeaving(with, stage).run(report);
        }
    }

    private static void steps(
            Surroundings with, Stage stage, Child scheduler, Report report, int inFlight) {
        var table =
                new Table(
                        "%d POSTs under way in each dispatcher, endpoints that take 100 ms"
                                .formatted(inFlight),
                        "dispatchers",
                        "deliveries/s",
                        "of proportional",
                        "busy %",
                        "limit",
                        "in flight",
                        "set aside",
                        "CPU-s per 100,000",
                        "of which broker",
                        "peak MB of one",
                        "bare client/s",
                        "bare busy %");
        var results = new ArrayList<Result>();
        for (int processes : PROCESSES) {
            results.add(new ScaleOutStep(processes, inFlight).run(with, stage, scheduler, report));
        }
        double one = results.getFirst().ours().perSecond();
        double farthest = 0;
        for (int i = 0; i < results.size(); i++) {
            Result it = results.get(i);
            double part = it.ours().perSecond() / (PROCESSES.get(i) * one);
            double busy = it.ours().busy(ScaleOutStep.CORES);
            table.row(
                    Cell.of(PROCESSES.get(i)),
                    Cell.of(it.ours().perSecond(), 0),
                    Cell.of(part, 2),
                    Cell.of(busy * 100, 0),
                    Cell.of(busy >= BUSY ? "processors" : "slots"),
                    Cell.of(it.inFlight(), 0),
                    Cell.of(it.setAside(), 0),
                    Cell.of(it.cpuSecondsPer100k(), 1),
                    Cell.of(it.ours().cpuSecondsPer100k("broker"), 1),
                    it.peakMb(),
                    Cell.of(it.bare().perSecond(), 0),
                    Cell.of(it.bare().busy(ScaleOutStep.CORES) * 100, 0));
            if (busy < BUSY) {
                farthest = Math.max(farthest, Math.abs(1 - part) * 100);
            }
        }
        report.add(table);
        report.add(
                Target.atMost(
                        "%d in flight each: farthest from proportional until the processors are the limit"
                                .formatted(inFlight),
                        farthest,
                        10,
                        " %"));
    }
}
