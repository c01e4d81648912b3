package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.load.PastDeliveries;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.bench.stage.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How fast the history is read from empty, what it takes of the disk, and how fast it answers.
final class History implements Scenario {

    private static final long ATTEMPTS = 10_000_000;
    private static final int WEBHOOKS = 1_000;
    private static final Duration DAYS = Duration.ofDays(6);

    /// A database to measure beside the file, such as `jdbc:postgresql://127.0.0.1/bench`; its user
    /// comes with it as `?user=`.
    private static final String OTHER_DATABASE = "SAHUT_BENCH_HISTORY_URL";

    private final Map<String, String> environment;

    History(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String summary() {
        return "10,000,000 attempts of 1,000 webhooks read into the history from empty, and how fast it answers";
    }

    @Override
    public void run(Surroundings with, Report report) {
        long attempts = with.count(ATTEMPTS);
        report.method(
                "%,d deliveries of %,d webhooks, 5 %% of them one webhook's, are in Kafka with an attempt each before ingest starts with an empty database; the first tenth is its warm-up and is not counted. One in a hundred was refused."
                        .formatted(attempts, WEBHOOKS));
        report.method(
                "A rate on one core is attempts ÷ the processor time that ingest took: it also reads the deliveries, so two records for each attempt.");
        report.method(
                "Questions are asked over HTTP, one after the other, about the webhook with 5 %% of all; %d of each kind, half of them as a warm-up. Then ingest is started again with a shorter retention, and asked for the first page while it deletes."
                        .formatted(HistoryQuestions.EACH));
        try (var stage = with.stage(Stage.DELAYS)) {
            var fleet = Fleet.ofOneEach("past", WEBHOOKS);
            stage.register(fleet, false, "ok/%d"::formatted);
            Instant now = with.clock().instant();
            with.say("writes %,d deliveries and attempts".formatted(attempts));
            var past = new PastDeliveries(fleet, attempts, DAYS, now);
            past.write(stage.kafka(), stage.topics());
            var asked = new Asked(past, stage.newKey(fleet.workspace(0)));

            var reading =
                    new Table(
                            "reading it from empty",
                            "database",
                            "attempts/s",
                            "attempts/s on one core",
                            "bytes for each",
                            "peak memory MB");
            var answering = new Table("answering", "database", "question", "p50 ms", "p99 ms");
            Path file = with.folder().resolve("history.db");
            measure(
                    with,
                    stage,
                    report,
                    new Kept("SQLite", "jdbc:sqlite:" + file, Optional.of(file), 20_000),
                    attempts,
                    asked,
                    reading,
                    answering);
            String other = environment.get(OTHER_DATABASE);
            if (other != null) {
                measure(
                        with,
                        stage,
                        report,
                        new Kept("PostgreSQL", other, Optional.empty(), 15_000),
                        attempts,
                        asked,
                        reading,
                        answering);
            }
            report.add(reading);
            report.add(answering);
        }
        new HistoryBeside().run(with.in("beside"), report);
    }

    /// @param perSecond that it is to read on one core
    private record Kept(String name, String url, Optional<Path> file, double perSecond) {}

    /// What is asked about, and with which key.
    private record Asked(PastDeliveries past, String key) {}

    private static void measure(
            Surroundings with,
            Stage stage,
            Report report,
            Kept kept,
            long attempts,
            Asked asked,
            Table reading,
            Table answering) {
        with.say("reads them into " + kept.name);
        var settings = new HashMap<String, String>();
        settings.put("sahut.history.enabled", "true");
        settings.put("sahut.history.url", kept.url);
        settings.put("sahut.rate-limits.business", "1000000");
        Service ingest = stage.start(Role.INGEST, settings);
        var moved =
                Moved.measure(
                        with,
                        stage,
                        kept.name,
                        ingest.process(),
                        attempts,
                        () -> (long) ingest.metric("sahut_history_attempts_total"));
        double onOneCore = 100_000 / moved.stretch().cpuSecondsPer100k(ingest.process().name());
        reading.row(
                Cell.of(kept.name),
                Cell.of(moved.stretch().perSecond(), 0),
                Cell.of(onOneCore, 0),
                kept.file
                        .map(it -> Cell.of((double) size(it) / attempts, 0))
                        .orElse(Cell.nothing()),
                moved.peakMb());
        report.add(
                Target.atLeast(
                        "%s: attempts/s on one core".formatted(kept.name),
                        onOneCore,
                        kept.perSecond,
                        ""));
        with.say("asks " + kept.name);
        var questions = new HistoryQuestions(asked.past, asked.key, with.nanoTime());
        questions.deliveries(report, kept.name, ingest, answering);
        questions.pages(report, kept.name, ingest, answering);
        stage.stop(ingest.process());

        with.say("asks " + kept.name + " while a sixth of it is deleted");
        settings.put("sahut.history.retention", "%dd".formatted(DAYS.toDays() - 1));
        Service deleting = stage.start(Role.INGEST, settings);
        questions.whileItDeletes(report, kept.name, deleting, attempts / DAYS.toDays());
        stage.stop(deleting.process());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
