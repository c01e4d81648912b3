package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.Keeper;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Stop;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.topics.Rights;
import id.sahut.webhooks.common.topics.TopicCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the history being read: a database, and a loop that reads into it. Its methods are safe
/// for any thread.
final class HistoryReading implements AutoCloseable, Keeper.Kept, HistoryLoop.Watcher {

    private static final Logger log = LoggerFactory.getLogger(HistoryReading.class);
    private static final String ROLE = "history";

    /// A turn writes 10,000 facts at most, and waits 5 s for a locked file.
    private static final Duration TURN = Duration.ofMinutes(2);

    private static final Duration FETCH_WAIT = Duration.ofMillis(500);
    private static final int MAX_POLL_RECORDS = 5_000;

    private final History.Wiring wiring;
    private final HistoryMeters meters;
    private final Keeper keeper;
    private final Changes changes;
    private final AtomicReference<@Nullable Database> open = new AtomicReference<>();

    HistoryReading(History.Wiring wiring) {
        this.wiring = wiring;
        this.meters = new HistoryMeters(wiring.meters());
        this.changes =
                new Changes(
                        HexFormat.of().toHexDigits(wiring.random().nextLong()),
                        Kind.of(wiring.settings().url()).orElse(Kind.SQLITE) == Kind.POSTGRESQL,
                        wiring.nanoTime(),
                        wiring.meters());
        this.keeper = new Keeper(ROLE, Keeper.Pauses.USUAL, this);
    }

    void start() {
        keeper.start();
    }

    /// The database, while it can be asked.
    Optional<Database> database() {
        return Optional.ofNullable(open.get());
    }

    Changes changes() {
        return changes;
    }

    /// Empty while it is read into.
    Optional<String> problem() {
        return keeper.problem();
    }

    @Override
    public void close() {
        keeper.close();
    }

    @Override
    public Keeper.Running open() throws SQLException {
        var database = Database.open(wiring.settings());
        try {
            var reading = read(database);
            open.set(database);
            return reading;
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private Reading read(Database database) throws SQLException {
        var kafka = wiring.kafka();
        String group = Readers.group(database, wiring.topics().prefix(), wiring.random());
        var reader = new FactReader(wiring.topics(), wiring.tiers());
        TopicCheck.requireRights(
                kafka,
                new Rights(reader.topics(), List.of(wiring.topics().erasures()), List.of(group)));
        var writer = new HistoryWriter(database);
        var sweep =
                new Sweep(
                        database, wiring.settings().retention(), wiring.clock(), wiring.nanoTime());
        var pace = new Pace(new ThisMachine(), wiring.clock(), wiring.nanoTime());
        var consumer = kafka.groupConsumer(group, FETCH_WAIT, MAX_POLL_RECORDS);
        var loop =
                new GroupLoop(
                        ROLE,
                        new GroupLoop.Source(
                                consumer,
                                StartingPoints.keptElsewhere(
                                        consumer,
                                        kafka,
                                        partitions -> positions(database, partitions),
                                        "sahut.history.records.missed",
                                        wiring.nanoTime(),
                                        wiring.meters()),
                                reader.topics()),
                        new Heartbeat(wiring.nanoTime(), TURN),
                        new Stop(wiring.nanoTime()),
                        new HistoryLoop(consumer, reader, writer, sweep, this, pace));
        return new Reading(database, writer, sweep, loop.start());
    }

    /// All that is open while it is read.
    private final class Reading implements Keeper.Running {

        private final Database database;
        private final HistoryWriter writer;
        private final Sweep sweep;
        private final GroupLoop loop;

        Reading(Database database, HistoryWriter writer, Sweep sweep, GroupLoop loop) {
            this.database = database;
            this.writer = writer;
            this.sweep = sweep;
            this.loop = loop;
        }

        @Override
        public CompletableFuture<Void> failure() {
            return loop.failure();
        }

        @Override
        public void close() {
            open.set(null);
            try (database;
                    writer;
                    sweep;
                    loop) {
                log.debug("the history is closed");
            } catch (SQLException e) {
                throw new IllegalStateException("the history could not be closed", e);
            }
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

    @Override
    public void written(Batch batch, Pace.Written how) {
        meters.written(batch, how);
        changes.written(
                batch.deliveries().keySet().stream()
                        .map(DeliveryKey::webhook)
                        .collect(Collectors.toSet()));
    }

    @Override
    public void swept(int count) {
        meters.swept(count);
    }

    @Override
    public void failed(Exception failure) {
        meters.failed();
        Database.file(wiring.settings().url())
                .filter(_ -> isCorrupt(failure))
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
}
