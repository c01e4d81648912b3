package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.baseline.Baseline;
import id.sahut.webhooks.bench.load.Deliveries;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Stage;
import id.sahut.webhooks.bench.stage.TopicLog;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.time.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// What millions of parked deliveries cost a scheduler while they wait, and how fast it hands them
/// on when all are due.
final class Backlog implements Scenario {

    private static final int WEBHOOKS = 200;
    private static final long RECORDS = 5_000_000;

    /// The longest tier is these together: 4 minutes, which leaves time to park everything and to
    /// look before the first is due.
    private static final Duration LONGEST_AT_LEAST = Duration.ofSeconds(35);

    private static final Duration LONGEST_MORE = Duration.ofSeconds(205);

    /// Before the heap is looked at.
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private static final int LOOKS = 3;
    private static final double MEBIBYTE = 1024 * 1024;

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public String summary() {
        return "5,000,000 deliveries parked in the longest tier: the scheduler's heap, and how fast it drains them";
    }

    /// What the scheduler had on its heap, and how much memory it had resident at most by then.
    private record Memory(double leastMib, double mostMib, Cell peakMb) {}

    @Override
    public void run(Surroundings with, Report report) {
        Duration longest = LONGEST_AT_LEAST.plusSeconds(with.time(LONGEST_MORE).toSeconds());
        String delays = "5s,30s," + DurationText.format(longest);
        describe(with, report, delays);
        try (var stage = with.stage(delays)) {
            String tier = stage.topics().delay(RetryTiers.parse(delays).all().getLast());
            var parked =
                    new Deliveries(
                            Fleet.ofOneEach("backlog", WEBHOOKS), "backlog", with.count(RECORDS));
            try (var waiting = TopicLog.open(stage.kafka(), tier);
                    var due = TopicLog.open(stage.kafka(), stage.topics().due());
                    var copy = TopicLog.open(stage.kafka(), stage.topics().deliveries())) {
                heap(with, stage, report, parked, tier, due);
                Instant allDue = with.clock().instant().plus(longest);

                Moved pipe = pipe(with, stage, tier, parked, copy);
                with.say("waits until all are due");
                with.waitUntil(allDue);
                Moved drain = drain(with, stage, parked, waiting);

                with.say("reads back what was handed on");
                var books = new ForwardedBooks(parked);
                books.read(stage.kafka(), stage.topics().due());
                report.problems(books.problems());
                figures(report, drain, pipe, waiting, due, copy);
            }
        }
    }

    private static void describe(Surroundings with, Report report, String delays) {
        report.method(
                "%,d deliveries of 800 bytes to %d webhooks are written into the longest tier as the dispatcher parks them, after one attempt. There is no dispatcher. The tiers are %s: what counts is that it is the longest and that nothing in it is due yet."
                        .formatted(with.count(RECORDS), WEBHOOKS, delays));
        report.method(
                "The heap is what lives after a full collection, in a scheduler that runs: before anything was parked (the least of %d looks) and with everything parked (the most of %d), %d s after it became ready, and after the last was parked."
                        .formatted(LOOKS, LOOKS, with.time(SETTLE).toSeconds()));
        report.method(
                "Then it is stopped, and a new one is started when everything is due. The first tenth that it hands on is its warm-up; what it has handed on is what its group has committed.");
        report.method(
                "The bare pipe copies the same records into another topic while they wait: the same clients, no transactions, no position kept. The first tenth is its warm-up. There is no simpler scheduler to stand beside ours.");
        report.method(
                "At full size each of the three topics takes some 3 GB of the broker's disk. CPU seconds are the scheduler's or the pipe's, and the broker's. The broker reads from the operating system's cache as far as that holds the topics.");
    }

    /// Parks everything under a running scheduler's eyes.
    private static void heap(
            Surroundings with,
            Stage stage,
            Report report,
            Deliveries parked,
            String tier,
            TopicLog due) {
        var scheduler = stage.start(Role.SCHEDULER, Map.of()).process();
        Memory empty = look(with, scheduler);
        with.say("parks %,d deliveries in %s".formatted(parked.count(), tier));
        parked.parkIn(stage.kafka(), tier, with.clock());
        Memory full = look(with, scheduler);
        if (due.end() > 0) {
            report.problems(
                    List.of(
                            "backlog: some were due before the heap was looked at: this machine parks too slowly for the tier"));
        }
        stage.stop(scheduler);
        report.add(
                new Table(
                                "a scheduler while nothing is due",
                                "parked",
                                "live heap MiB",
                                "peak memory MB")
                        .row(Cell.of("nothing"), Cell.of(empty.leastMib, 1), empty.peakMb)
                        .row(
                                Cell.of("%,d".formatted(parked.count())),
                                Cell.of(full.mostMib, 1),
                                full.peakMb));
        report.add(
                Target.atMost(
                        "growth of the scheduler's live heap",
                        full.mostMib - empty.leastMib,
                        64,
                        " MiB"));
    }

    private static Memory look(Surroundings with, Child scheduler) {
        with.waitUntil(with.clock().instant().plus(with.time(SETTLE)));
        var heap = LongStream.generate(scheduler::liveHeapBytes).limit(LOOKS).summaryStatistics();
        return new Memory(
                heap.getMin() / MEBIBYTE, heap.getMax() / MEBIBYTE, Machine.peakMb(scheduler));
    }

    private static Moved pipe(
            Surroundings with, Stage stage, String tier, Deliveries parked, TopicLog copy) {
        with.say("copies them with a bare pipe");
        var pipe = Baseline.pipe(stage.bootstrap(), tier, stage.topics().deliveries());
        try (Child process = stage.start(pipe)) {
            return Moved.measure(with, stage, "bare pipe", process, parked.count(), copy::end);
        }
    }

    private static Moved drain(
            Surroundings with, Stage stage, Deliveries parked, TopicLog waiting) {
        with.say("drains them");
        String group = stage.topics().prefix() + "retry-scheduler";
        var process = stage.start(Role.SCHEDULER, Map.of()).process();
        var drain =
                Moved.measure(
                        with,
                        stage,
                        "scheduler",
                        process,
                        parked.count(),
                        () -> waiting.committed(group));
        stage.stop(process);
        return drain;
    }

    private static void figures(
            Report report, Moved drain, Moved pipe, TopicLog waiting, TopicLog due, TopicLog copy) {
        report.add(
                new Table(
                                "moving them",
                                "",
                                "records/s",
                                "of the pipe",
                                "CPU-s per 100,000",
                                "of which broker",
                                "peak memory MB")
                        .row(drain.row(pipe))
                        .row(pipe.row(pipe)));
        report.add(
                new Table("the broker's disk", "topic", "MB")
                        .row(Cell.of("the longest tier"), megabytes(waiting))
                        .row(Cell.of("handed on by the scheduler"), megabytes(due))
                        .row(Cell.of("copied by the pipe"), megabytes(copy)));
        report.add(Target.atLeast("draining", drain.stretch().perSecond(), 30_000, " records/s"));
    }

    private static Cell megabytes(TopicLog log) {
        return Cell.of(log.bytes() / 1e6, 0);
    }
}
