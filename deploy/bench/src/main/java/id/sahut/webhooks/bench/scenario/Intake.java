package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.bench.stage.Stage;
import id.sahut.webhooks.bench.stage.Written;
import java.util.List;
import java.util.Map;

/// How fast events are taken over HTTP, one by one and many at once, beside Kafka's own producer.
final class Intake implements Scenario {

    /// A warm-up of half of it included.
    private static final long ONE_BY_ONE = 60_000;

    private static final long MANY = 600_000;

    private static final double LINES_PER_SECOND = 20_000;

    @Override
    public String name() {
        return "intake";
    }

    @Override
    public String summary() {
        return "takes events over HTTP, one in a request and 500, with an idempotency key and without";
    }

    @Override
    public void run(Surroundings with, Report report) {
        report.method(
                "Senders on this machine send a request when the one before is answered: 32 of them with an event each, 4 with %d lines. The first half of the events is a warm-up and is not counted. The bare producer is Kafka's own, with the same events, and waits for nothing in between."
                        .formatted(lines()));
        report.method(
                "Processor time is that of ingest and the broker. The fan-out reads the events beside, for no webhook wants any.");
        try (var stage = with.stage(Stage.DELAYS)) {
            Service ingest =
                    stage.start(Role.INGEST, Map.of("sahut.rate-limits.business", "1000000"));
            var fleet = Fleet.ofOneEach("intake", 1);
            String key = stage.newKey(fleet.workspace(0));
            var table =
                    new Table(
                            "events taken",
                            "how",
                            "events/s",
                            "CPU-s per 100,000",
                            "of which broker",
                            "request p50 ms",
                            "request p99 ms");
            for (Senders.Way way : Senders.ways()) {
                with.say(way.title());
                measure(with, stage, report, ingest, fleet, key, way, table);
            }
            with.say("Kafka's own producer");
            bare(with, stage, ingest, fleet, table);
            report.add(table);
        }
    }

    private static int lines() {
        return Senders.ways().stream().mapToInt(Senders.Way::events).max().orElse(1);
    }

    private static void measure(
            Surroundings with,
            Stage stage,
            Report report,
            Service ingest,
            Fleet fleet,
            String key,
            Senders.Way way,
            Table table) {
        long requests =
                Math.ceilDiv(with.count(way.isLines() ? MANY : ONE_BY_ONE), (long) way.events());
        long events = requests * way.events();
        try (var written = Written.fromNow(stage.kafka(), stage.topics().events());
                var senders =
                        new Senders(
                                ingest,
                                fleet.workspace(0),
                                key,
                                way,
                                with.clock(),
                                with.nanoTime())) {
            var sending =
                    Thread.ofPlatform()
                            .name("bench-senders")
                            .daemon()
                            .start(() -> senders.send(requests));
            Stretch stretch = stretch(with, stage, ingest, written, events);
            join(sending);
            table.row(
                    Cell.of(way.title()),
                    Cell.of(stretch.perSecond(), 0),
                    Cell.of(stretch.cpuSecondsPer100k(), 2),
                    Cell.of(stretch.cpuSecondsPer100k("broker"), 2),
                    Millis.cell(senders.took(), 50),
                    Millis.cell(senders.took(), 99));
            long kept = written.count();
            if (kept != events) {
                report.problems(
                        List.of(
                                "%s: %,d events were sent and %,d are in Kafka"
                                        .formatted(way.title(), events, kept)));
            }
            if (way.isLines() && !way.key()) {
                report.add(
                        Target.atLeast(
                                way.title() + ": events/s",
                                stretch.perSecond(),
                                LINES_PER_SECOND,
                                ""));
            }
        }
    }

    private static void bare(
            Surroundings with, Stage stage, Service ingest, Fleet fleet, Table table) {
        var events = new Events(fleet, "bare", with.count(MANY));
        try (var written = Written.fromNow(stage.kafka(), stage.topics().events())) {
            var publishing =
                    Thread.ofPlatform()
                            .name("bench-publisher")
                            .daemon()
                            .start(() ->
                                    events.publish(
                                            stage.kafka(), stage.topics().events(), with.clock()));
            Stretch stretch = stretch(with, stage, ingest, written, events.count());
            join(publishing);
            table.row(
                    Cell.of("bare producer"),
                    Cell.of(stretch.perSecond(), 0),
                    Cell.of(stretch.cpuSecondsPer100k(), 2),
                    Cell.of(stretch.cpuSecondsPer100k("broker"), 2),
                    Cell.nothing(),
                    Cell.nothing());
        }
    }

    private static Stretch stretch(
            Surroundings with, Stage stage, Service ingest, Written written, long events) {
        return Stretch.measure(
                Stretch.records(written, with.nanoTime()),
                List.of(stage.broker(), ingest.process()),
                events / 2,
                events - events / 2,
                with.nanoTime());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while events are sent", e);
        }
    }
}
