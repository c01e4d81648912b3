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
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How much memory a dispatcher takes that has as much to do as it ever takes on.
final class Memory implements Scenario {

    private static final int IN_FLIGHT = 5_000;
    private static final int QUEUED = 8_192;
    private static final double LIMIT_MB = 512;

    /// More than are in flight, so that each needs only one slot: the last free slots go to
    /// endpoints that have none.
    private static final int WEBHOOKS = 6_000;

    private static final Duration ANSWER = Duration.ofSeconds(8);

    private static final Duration HOLD = Duration.ofMinutes(1);
    private static final Duration TO_FILL = Duration.ofMinutes(1);
    private static final Duration TO_DRAIN = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String summary() {
        return "holds a dispatcher at 5,000 attempts in flight with its queues full";
    }

    /// @param heapMb the smallest that does for it, or nearly so
    /// @param inFlight as many as there is room for: the payloads of all that is in flight and
    ///   queued are in memory
    private record Round(String title, boolean tls, int heapMb, int payloadBytes, int inFlight) {}

    private static final List<Round> ROUNDS =
            List.of(
                    new Round("http, 800 bytes", false, 272, 800, IN_FLIGHT),
                    new Round("http, 5,200 bytes", false, 272, 5_200, IN_FLIGHT),
                    new Round("http, 200,000 bytes", false, 272, 200_000, 150),
                    new Round("https, 800 bytes", true, 300, 800, IN_FLIGHT));

    @Override
    public void run(Surroundings with, Report report) {
        Duration hold = with.time(HOLD);
        report.method(
                "Warm-up: until %,d attempts are in flight and the queues have been full once; then a reading a second for %d s. Attempts and queue are medians of these, and of the queue and the payloads also the most; the memory is the most that was ever resident, warm-up and drain included."
                        .formatted(IN_FLIGHT, hold.toSeconds()));
        report.method(
                "%,d endpoints on one host take %d s for each answer, with more deliveries waiting for them in Kafka than the dispatcher reads ahead. It reads on whenever its queues are down to half."
                        .formatted(WEBHOOKS, ANSWER.toSeconds()));
        report.method(
                "sahut.dispatcher.max-in-flight is %,d, sahut.dispatcher.max-lane-wait 10m, so that what would wait for long is queued and not set aside, and sahut.dispatcher.attempt-timeout 60s, so that a machine that is slow to make all the connections does no harm; else the defaults: 8,192 deliveries or 64 MiB queued. The bare client, with the same number of POSTs under way and nothing queued, has 512 MB of heap."
                        .formatted(IN_FLIGHT));
        var table =
                new Table(
                        "a dispatcher with all it takes on",
                        "payloads",
                        "heap MB",
                        "in flight",
                        "queued",
                        "most queued",
                        "most payloads MB",
                        "of it live MB",
                        "peak memory MB");
        try (var stage = with.stage(Stage.DELAYS)) {
            for (Round round : ROUNDS) {
                measure(with, stage, report, table, round);
            }
            bareClient(with, stage, table);
        }
        report.add(table);
    }

    private static void measure(
            Surroundings with, Stage stage, Report report, Table table, Round round) {
        long perSecond = round.inFlight / ANSWER.toSeconds();
        long count =
                round.inFlight * 3L
                        + QUEUED * (long) round.inFlight / IN_FLIGHT
                        + perSecond * with.time(HOLD).toSeconds();
        var fleet = Fleet.ofOneEach((round.tls ? "tls" : "plain") + round.payloadBytes, WEBHOOKS);
        stage.register(fleet, round.tls, number -> group() + "/" + number);
        var deliveries = new Deliveries(fleet, fleet.name(), count, round.payloadBytes);
        with.say("%s: writes %,d deliveries".formatted(round.title, count));
        stage.sink().clear();
        deliveries.writeTo(stage.kafka(), stage.topics().deliveries(), with.clock());
        with.say("%s: the dispatcher".formatted(round.title));
        var scheduler = stage.start(Role.SCHEDULER, Map.of());
        var dispatcher =
                stage.start(
                        Role.DISPATCHER,
                        Map.of(
                                "sahut.dispatcher.max-in-flight",
                                String.valueOf(IN_FLIGHT),
                                "sahut.dispatcher.max-lane-wait",
                                "10m",
                                "sahut.dispatcher.attempt-timeout",
                                "60s"),
                        List.of("-Xmx%dm".formatted(round.heapMb)));
        var _ = Waiting.until(() -> isFull(dispatcher, round), LOOK_AGAIN, TO_FILL, with);
        Fill fill = Fill.watch(dispatcher, with.time(HOLD), with);
        double liveMb = dispatcher.process().liveHeapBytes() / 1e6;
        with.say("%s: waits for the rest".formatted(round.title));
        var _ =
                Waiting.until(
                        () ->
                                stage.sink().count().deliveries() >= count
                                        && dispatcher.metric("sahut_in_flight") == 0,
                        LOOK_AGAIN,
                        TO_DRAIN,
                        with);
        double peakMb = dispatcher.process().peakResidentBytes().orElse(0L) / 1e6;
        table.row(
                Cell.of(round.title),
                Cell.of(round.heapMb),
                Cell.of(fill.inFlight(), 0),
                fill.queued(),
                fill.mostQueued(),
                fill.mostBufferedMb(),
                Cell.of(liveMb, 0),
                Cell.of(peakMb, 0));
        stage.stop(dispatcher.process());
        stage.stop(scheduler.process());
        stage.unregister(fleet);
        var books = new Books(round.title, stage.sink());
        deliveries.forEachId(books::mustBeAccepted);
        report.problems(books.problems());
        report.add(
                Target.atLeast(
                        round.title + ": in flight", fill.inFlight(), round.inFlight * 0.99, ""));
        report.add(Target.atMost(round.title + ": peak memory", peakMb, LIMIT_MB, " MB"));
    }

    /// Kafka is read in batches, and no further when nine tenths of the room are taken.
    private static boolean isFull(Service dispatcher, Round round) {
        boolean queued = dispatcher.metric("sahut_queued") >= QUEUED * 0.9;
        boolean buffered = dispatcher.metric("sahut_buffered_bytes") >= (64 << 20) * 0.9;
        return (queued || buffered)
                && dispatcher.metric("sahut_in_flight") >= round.inFlight * 0.99;
    }

    private static void bareClient(Surroundings with, Stage stage, Table table) {
        with.say("the bare client");
        stage.sink().clear();
        var baseline =
                Baseline.bareClient(
                        stage.sink().endpoints(false),
                        group(),
                        WEBHOOKS,
                        IN_FLIGHT,
                        IN_FLIGHT * 3L);
        try (Child client = stage.start(baseline)) {
            var _ =
                    Waiting.until(
                            () -> stage.sink().count().posts() >= IN_FLIGHT * 2L,
                            LOOK_AGAIN,
                            TO_DRAIN,
                            with);
            table.row(
                    Cell.of("http, 800 bytes, bare client"),
                    Cell.of(512),
                    Cell.of(IN_FLIGHT),
                    Cell.nothing(),
                    Cell.nothing(),
                    Cell.nothing(),
                    Cell.of(client.liveHeapBytes() / 1e6, 0),
                    Machine.peakMb(client));
        }
    }

    private static String group() {
        return "delay-" + ANSWER.toMillis();
    }
}
