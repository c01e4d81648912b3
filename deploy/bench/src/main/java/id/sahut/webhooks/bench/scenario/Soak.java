package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Bad;
import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.Usage;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.sink.Books;
import id.sahut.webhooks.bench.sink.Snapshot;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Whether anything grows or gets lost when the services work for long beside endpoints that fail.
final class Soak implements Scenario {

    private static final int WEBHOOKS = 200;
    private static final Duration TIME = Duration.ofMinutes(30);
    private static final double PART_OF_MOST = 0.5;

    /// As many as the sink's ledger has room for in its heap; reached from 7,700 events/s on.
    private static final long MOST_EVENTS = 7_000_000;

    private static final int READINGS = 60;

    /// A reading of the heap stops the process for a moment.
    private static final int READINGS_PER_HEAP = 4;

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final Duration TO_ARRIVE = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String summary() {
        return "30 minutes at half the most that goes, with endpoints among them that fail";
    }

    @Override
    public void run(Surroundings with, Report report) {
        try (var stage = with.stage(Stage.DELAYS)) {
            var well = Fleet.ofOneEach("well", WEBHOOKS);
            var mixed = Fleet.ofOneEach("mixed", WEBHOOKS);
            stage.register(well, false, Bad.NONE::path);
            stage.register(mixed, false, SoakMix::path);
            var pipeline = Pipeline.start(stage);
            double most = OpenThrottle.perSecond(with, stage, report, well);
            soak(with, stage, report, pipeline, mixed, most);
        }
    }

    private static void soak(
            Surroundings with,
            Stage stage,
            Report report,
            Pipeline pipeline,
            Fleet fleet,
            double most) {
        Duration time = with.time(TIME);
        int perSecond =
                (int) Math.clamp(most * PART_OF_MOST, 1, MOST_EVENTS * 1e3 / time.toMillis());
        Duration interval = interval(time);
        method(report, interval);
        with.say(
                "soak: %,d events/s for %,d s (%,.0f/s is the most)"
                        .formatted(perSecond, time.toSeconds(), most));

        stage.sink().clear();
        List<Child> processes = pipeline.processesWith(stage.broker());
        var vitals = new Vitals(processes.subList(1, processes.size()));
        var events = Events.during(fleet, "soak", perSecond, time);
        var before = Usage.of(processes);
        var begin = stage.sink().count();
        var publishing = Publishing.start(with, stage, events, perSecond, with.clock().instant());
        read(with, vitals, publishing, interval);
        var _ = publishing.join();
        var end = stage.sink().count();
        var usage = Usage.of(processes).since(before);
        double parked = pipeline.scheduler().metric("sahut_parked");

        with.say("soak: waits for what is still on its way");
        long posts = postsToHealthy(events);
        var _ =
                Waiting.until(
                        () -> postsToHealthy(stage.sink().snapshot()) >= posts,
                        LOOK_AGAIN,
                        TO_ARRIVE,
                        with);
        Table machine =
                Machine.table(
                        "processes, per 100,000 POSTs",
                        processes,
                        usage,
                        end.posts() - begin.posts());
        pipeline.stop(stage);

        double seconds = (end.atMicros() - begin.atMicros()) / 1e6;
        report.add(
                new Table("load", "part", "events/s", "POSTs/s", "parked at the end")
                        .row(
                                Cell.of("open throttle"),
                                Cell.of(most, 0),
                                Cell.of(most, 0),
                                Cell.nothing())
                        .row(
                                Cell.of("soak"),
                                Cell.of(events.count() / seconds, 0),
                                Cell.of((end.posts() - begin.posts()) / seconds, 0),
                                Cell.of(parked, 0)));
        report.add(machine);
        vitals.report(report, EnumSet.of(Vital.HEAP, Vital.THREADS, Vital.DESCRIPTORS));
        balance(report, events, stage);
    }

    private static void method(Report report, Duration interval) {
        report.method(
                "Then half of that for the whole time, to %d webhooks: %s. The first third of the time is warm-up."
                        .formatted(WEBHOOKS, SoakMix.SUMMARY));
        report.method(
                "Threads, descriptors and resident memory are read every %.0f s, the heap (jcmd GC.class_histogram, which collects first) every %.0f s. Nothing has grown when the mean of the last third is above that of the second by at most 10 %% and 8 MB of heap, 5 threads, 64 descriptors."
                        .formatted(
                                interval.toMillis() / 1e3,
                                READINGS_PER_HEAP * interval.toMillis() / 1e3));
        report.method(
                "Lost is what an endpoint that accepts deliveries has not accepted in the end. What hangs, drips or breaks connections is retried for longer than the run takes, and may still be waiting. No baseline stands beside it: none of them retries.");
    }

    private static Duration interval(Duration time) {
        Duration regular = time.dividedBy(READINGS);
        return regular.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : regular;
    }

    private static void read(
            Surroundings with, Vitals vitals, Publishing publishing, Duration interval) {
        var all = EnumSet.allOf(Vital.class);
        var withoutHeap = EnumSet.complementOf(EnumSet.of(Vital.HEAP));
        long next = with.nanoTime().getAsLong();
        for (int reading = 1; !publishing.isOver(); reading++) {
            vitals.read(reading % READINGS_PER_HEAP == 0 ? all : withoutHeap);
            next += interval.toNanos();
            long wait = next - with.nanoTime().getAsLong();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    private static void balance(Report report, Events events, Stage stage) {
        var books = new Books("soak", stage.sink());
        events.forEachDelivery((id, webhook) -> {
            if (SoakMix.attempts(webhook) > 0) {
                books.mustBeAccepted(id);
            } else {
                books.mayHaveArrived(id);
            }
        });
        report.problems(books.problems());
        report.add(Target.atMost("deliveries lost", books.lost(), 0, ""));
    }

    private static long postsToHealthy(Events events) {
        return events.deliveries(0, it -> SoakMix.attempts(it) > 0)
                + events.deliveries(0, it -> SoakMix.attempts(it) > 1);
    }

    private static long postsToHealthy(Snapshot snapshot) {
        return IntStream.range(0, WEBHOOKS)
                .filter(it -> SoakMix.attempts(it) > 0)
                .mapToObj(SoakMix::group)
                .distinct()
                .mapToLong(group -> snapshot.group(group).posts())
                .sum();
    }
}
