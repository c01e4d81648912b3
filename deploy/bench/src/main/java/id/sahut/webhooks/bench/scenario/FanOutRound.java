package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.baseline.Baseline;
import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Stage;
import id.sahut.webhooks.bench.stage.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Events to one fleet become deliveries, once. Immutable.
///
/// @param title names it in what it finds
/// @param fleet registered already, perhaps among others
/// @param measured deliveries, in a run of full length
record FanOutRound(String title, Fleet fleet, long measured) {

    static final long WARM_UP = 400_000;

    /// Beyond what is measured: the partitions that are read last are read alone.
    private static final double TAIL = 0.05;

    /// A million webhooks take some 480 MB: of 1 GiB that is so much that G1 never stops looking
    /// for more room. The same for few, so that only the number differs.
    private static final String HEAP = "-Xmx2g";

    /// @param readySeconds from the start of the process: it reads all webhooks first
    /// @param pipe beside it, where there was one
    record Result(
            double readySeconds,
            Stretch ours,
            Cell ingestMb,
            Cell brokerMb,
            Optional<Stretch> pipe) {}

    static double meanPipe(Result... results) {
        return Stream.of(results)
                .flatMap(it -> it.pipe().stream())
                .mapToDouble(Stretch::perSecond)
                .average()
                .orElseThrow();
    }

    Result run(Surroundings with, Stage stage, Report report, boolean pipe) {
        long deliveries = Math.round((with.count(WARM_UP) + with.count(measured)) * (1 + TAIL));
        var events =
                new Events(
                        fleet,
                        fleet.name() + "e",
                        Math.ceilDiv(deliveries, (long) fleet.perWorkspace()));
        with.say("%s: publishes %,d events".formatted(title, events.count()));
        long fromMillis = with.clock().millis();
        events.publish(stage.kafka(), stage.topics().events(), with.clock());
        Result ours = ours(with, stage, report, events);
        return pipe
                ? new Result(
                        ours.readySeconds,
                        ours.ours,
                        ours.ingestMb,
                        ours.brokerMb,
                        Optional.of(pipe(with, stage, fromMillis)))
                : ours;
    }

    private Result ours(Surroundings with, Stage stage, Report report, Events events) {
        with.say("%s: the fan-out".formatted(title));
        try (var written = Written.fromNow(stage.kafka(), stage.topics().deliveries())) {
            long begin = with.nanoTime().getAsLong();
            var ingest = stage.start(Role.INGEST, Map.of(), List.of(HEAP));
            double readySeconds = (with.nanoTime().getAsLong() - begin) / 1e9;
            var children = List.of(stage.broker(), ingest.process());
            Stretch stretch = stretch(with, written, children);
            // the rest, too, before it is stopped
            var _ =
                    Stretch.measure(
                            Stretch.records(written, with.nanoTime()),
                            children,
                            events.deliveries(),
                            0,
                            with.nanoTime());
            Cell ingestMb = Machine.peakMb(ingest.process());
            stage.stop(ingest.process());
            var books = new FanOutBooks(title, events);
            written.forEach(books::written);
            report.problems(books.problems());
            return new Result(
                    readySeconds,
                    stretch,
                    ingestMb,
                    Machine.peakMb(stage.broker()),
                    Optional.empty());
        }
    }

    private Stretch pipe(Surroundings with, Stage stage, long fromMillis) {
        with.say("%s: the pipe".formatted(title));
        var baseline =
                Baseline.fanOutPipe(
                        stage.bootstrap(),
                        stage.topics().events(),
                        fromMillis,
                        stage.topics().deliveries(),
                        fleet.perWorkspace());
        try (var written = Written.fromNow(stage.kafka(), stage.topics().deliveries());
                Child child = stage.start(baseline)) {
            return stretch(with, written, List.of(stage.broker(), child));
        }
    }

    private Stretch stretch(Surroundings with, Written written, List<Child> children) {
        return Stretch.measure(
                Stretch.records(written, with.nanoTime()),
                children,
                with.count(WARM_UP),
                with.count(measured),
                with.nanoTime());
    }
}
