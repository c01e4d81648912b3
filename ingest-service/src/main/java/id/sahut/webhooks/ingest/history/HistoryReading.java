package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Stop;
import id.sahut.webhooks.common.ops.Heartbeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the history being read: opens the database, runs a loop on it, and begins again whenever
/// either has failed. Its thread does that; its methods are safe for any thread.
///
/// Nothing here ends the process or stops anybody else.
final class HistoryReading implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HistoryReading.class);
    private static final String ROLE = "history";

    /// How long after a failure it begins again: as long, then twice as long each time.
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// A turn writes 10,000 facts at most, and waits 5 s for a locked file.
    private static final Duration TURN = Duration.ofMinutes(2);

    private static final Duration FETCH_WAIT = Duration.ofMillis(500);
    private static final int MAX_POLL_RECORDS = 5_000;

    private final History.Wiring wiring;
    private final HistoryMeters meters;
    private final Thread thread;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final AtomicReference<@Nullable Database> open = new AtomicReference<>();
    private volatile String problem = "is being opened";

    HistoryReading(History.Wiring wiring) {
        this.wiring = wiring;
        this.meters = new HistoryMeters(wiring.meters());
        this.thread = Thread.ofPlatform().name("history-keeper").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// The database, while it can be asked.
    Optional<Database> database() {
        return Optional.ofNullable(open.get());
    }

    /// Empty while it is read into.
    Optional<String> problem() {
        return Optional.of(problem).filter(it -> !it.isEmpty());
    }

    @Override
    public void close() {
        closing.complete(null);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closing.isDone()) {
            long begun = wiring.nanoTime().getAsLong();
            try (var database = Database.open(wiring.settings())) {
                open.set(database);
                read(database);
            } catch (SQLException | RuntimeException e) {
                failed(e);
            } finally {
                open.set(null);
            }
            boolean lasted =
                    wiring.nanoTime().getAsLong() - begun > LONGEST_PAUSE.multipliedBy(2).toNanos();
            pause = lasted ? FIRST_PAUSE : pause;
            waitForClosing(pause);
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                            ? pause.multipliedBy(2)
                            : LONGEST_PAUSE;
        }
    }

    /// Returns when it is to be closed; throws what the loop has failed with.
    private void read(Database database) throws SQLException {
        var kafka = wiring.kafka();
        String group = Readers.group(database, wiring.topics().prefix(), wiring.random());
        var reader = new FactReader(wiring.topics(), wiring.tiers());
        try (var writer = new HistoryWriter(database);
                var sweep =
                        new Sweep(
                                database,
                                wiring.settings().retention(),
                                wiring.clock(),
                                wiring.nanoTime())) {
            var consumer = kafka.groupConsumer(group, FETCH_WAIT, MAX_POLL_RECORDS);
            var work = new HistoryLoop(consumer, reader, writer, sweep, meters, wiring.nanoTime());
            try (var loop =
                    new GroupLoop(
                            ROLE,
                            consumer,
                            StartingPoints.keptElsewhere(
                                    consumer,
                                    kafka,
                                    partitions -> positions(database, partitions),
                                    "sahut.history.records.missed",
                                    wiring.nanoTime(),
                                    wiring.meters()),
                            reader.topics(),
                            new Heartbeat(wiring.nanoTime(), TURN),
                            new Stop(wiring.nanoTime()),
                            work)) {
                loop.start();
                problem = "";
                await(loop.failure());
            }
        }
    }

    private void await(CompletableFuture<Void> failure) {
        try {
            var _ = CompletableFuture.anyOf(closing, failure).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the history's loop has failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asked on another thread than the loop's, so on a connection of its own.
    private static CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> positions(
            Database database, Set<TopicPartition> partitions) {
        var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
        try (var connection = database.reader();
                var progress = new Progress(connection)) {
            for (TopicPartition partition : partitions) {
                OptionalLong next = progress.begin(partition);
                next.ifPresent(it -> positions.put(partition, new OffsetAndMetadata(it)));
            }
            return CompletableFuture.completedFuture(positions);
        } catch (SQLException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void failed(Exception e) {
        meters.failed();
        String why = String.valueOf(e.getMessage());
        if (!why.equals(problem)) {
            log.warn("the history is not read into, and begins again: {}", why, e);
        }
        problem = why;
        Database.file(wiring.settings().url())
                .filter(_ -> isCorrupt(e))
                .ifPresent(HistoryReading::setAside);
    }

    private static boolean isCorrupt(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && Corruption.isShownBy(sql)) {
                return true;
            }
        }
        return false;
    }

    /// Everything in it is in Kafka: a new one is read from there. The old one is kept, once, for
    /// whoever wants to know what happened to it.
    private static void setAside(Path file) {
        try {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".corrupt"),
                    StandardCopyOption.REPLACE_EXISTING);
            for (String part : Set.of("-wal", "-shm")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
            }
            log.warn("{} is corrupt: set aside as {}.corrupt, and made anew", file, file);
        } catch (IOException e) {
            log.warn("{} is corrupt and can't be set aside", file, e);
        }
    }

    private void waitForClosing(Duration pause) {
        try {
            closing.get(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("opens the history again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
