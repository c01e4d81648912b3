package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.baseline.Baseline;
import id.sahut.webhooks.bench.load.Deliveries;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.sink.Books;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// So many dispatchers drain a topic together, once. Immutable.
///
/// @param processes how many
/// @param inFlight POSTs under way at once in each
record ScaleOutStep(int processes, int inFlight) {

    /// More than all slots of all dispatchers of a step, in each partition's share.
    static final int WEBHOOKS = 4_000;

    static final Fleet FLEET = Fleet.ofOneEach("scale", WEBHOOKS);
    static final String GROUP = "delay-100";
    static final int CORES = Runtime.getRuntime().availableProcessors();
    static final Duration WARM_UP = Duration.ofSeconds(60);
    static final Duration MEASURED = Duration.ofSeconds(20);

    private static final int ANSWERS_PER_SECOND = 10;

    /// Beyond what is measured: webhooks are not spread evenly, and who has fewer ends sooner.
    private static final double TAIL = 0.2;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration REST = Duration.ofMinutes(2);

    /// @param setAside deliveries that had to wait in a tier without an attempt
    record Result(Stretch ours, double inFlight, double setAside, Cell peakMb, Stretch bare) {

        /// The sink's aside.
        double cpuSecondsPer100k() {
            return ours.cpuSecondsPer100k() - ours.cpuSecondsPer100k("sink");
        }
    }

    /// @param scheduler beside them
    Result run(Surroundings with, Stage stage, Child scheduler, Report report) {
        var deliveries =
                new Deliveries(
                        FLEET,
                        "scale%dof%de".formatted(processes, inFlight),
                        Math.round((worth(with, WARM_UP) + worth(with, MEASURED)) * (1 + TAIL)));
        stage.sink().clear();
        with.say("%d dispatchers with %d slots each".formatted(processes, inFlight));
        try (var dispatchers =
                new Dispatchers(
                        with,
                        stage,
                        Map.of("sahut.dispatcher.max-in-flight", String.valueOf(inFlight)))) {
            for (int i = 0; i < processes; i++) {
                var _ = dispatchers.start();
            }
            dispatchers.awaitShared();
            deliveries.writeTo(stage.kafka(), stage.topics().deliveries(), with.clock());
            var children = new ArrayList<Child>(dispatchers.processes());
            children.add(scheduler);
            children.add(stage.broker());
            children.add(stage.sink().process());
            var ours =
                    Stretch.measure(
                            stage.sink(),
                            children,
                            worth(with, WARM_UP),
                            worth(with, MEASURED),
                            with.nanoTime());
            double underWay = dispatchers.metric("sahut_in_flight");
            awaitRest(with, stage, deliveries);
            double setAside = dispatchers.metric("sahut_deliveries_deferred_total");
            Cell peakMb = Machine.peakMb(dispatchers.largest());
            dispatchers.stopAll();
            var books =
                    new Books(
                            "%d dispatchers, %d slots each".formatted(processes, inFlight),
                            stage.sink());
            deliveries.forEachId(books::mustBeAccepted);
            report.problems(books.problems());
            return new Result(ours, underWay, setAside, peakMb, bare(with, stage));
        }
    }

    /// What all slots together can deliver in this time.
    private long worth(Surroundings with, Duration time) {
        return (long) processes
                * inFlight
                * ANSWERS_PER_SECOND
                * with.time(time).toMillis()
                / 1_000;
    }

    private static void awaitRest(Surroundings with, Stage stage, Deliveries deliveries) {
        boolean all =
                Waiting.until(
                        () -> stage.sink().count().deliveries() >= deliveries.count(),
                        LOOK_AGAIN,
                        REST,
                        with);
        if (!all) {
            with.say("not all have arrived within %d s".formatted(REST.toSeconds()));
        }
    }

    private Stretch bare(Surroundings with, Stage stage) {
        stage.sink().clear();
        long warmUp = worth(with, WARM_UP.dividedBy(4));
        long measured = worth(with, MEASURED.dividedBy(2));
        var baseline =
                Baseline.bareClient(
                        stage.sink().endpoints(false),
                        GROUP,
                        WEBHOOKS,
                        processes * inFlight,
                        warmUp + measured);
        try (Child client = stage.start(baseline)) {
            return Stretch.measure(
                    stage.sink(),
                    List.of(client, stage.sink().process()),
                    warmUp,
                    measured,
                    with.nanoTime());
        }
    }
}
