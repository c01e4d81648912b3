package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Reads what becomes of deliveries into the database. Confined to the loop's thread.
///
/// Ten times a second, or as soon as there is much, what was read is written, with how far that
/// goes, in one transaction. Where there is more to write than ten transactions a second get done
/// with ease they become larger and rarer, to two a second: ids are spread all over their index,
/// and the more of them are written together the fewer pages are written twice. The group's offsets
/// are committed afterwards, for operators to see the lag: nobody begins there.
///
/// Any failure ends the loop; whoever runs it opens the database anew and begins another.
final class HistoryLoop implements GroupLoop.Work {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration WRITE_EVERY = Duration.ofMillis(100);

    private static final Duration WRITE_AT_LEAST_EVERY = Duration.ofMillis(500);

    /// How much longer than writing takes it is waited before it is done again.
    private static final int EASE = 4;

    /// Fewer facts gain nothing from being written together: somebody may look at a live list.
    private static final int MANY = 1_000;

    /// Where nothing is written: how soon it is noticed that the database has gone.
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);

    /// Facts in a transaction, some 500 bytes each in memory.
    private static final int WRITE_AFTER = 20_000;

    private final Consumer<byte[], byte[]> consumer;
    private final FactReader reader;
    private final HistoryWriter writer;
    private final Sweep sweep;
    private final Watcher watcher;
    private final LongSupplier nanoTime;
    private final Batch batch = new Batch();
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private long lastWriteNanos;
    private long lastAnswerNanos;
    private long pauseNanos = WRITE_EVERY.toNanos();
    private boolean hasFailed;

    /// Who wants to know what is done; called on the loop's thread.
    interface Watcher {

        /// All of it is in the database now.
        void written(Batch batch, long tookNanos);

        /// So many deliveries were too old to be kept.
        void swept(int count);
    }

    HistoryLoop(
            Consumer<byte[], byte[]> consumer,
            FactReader reader,
            HistoryWriter writer,
            Sweep sweep,
            Watcher watcher,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.reader = reader;
        this.writer = writer;
        this.sweep = sweep;
        this.watcher = watcher;
        this.nanoTime = nanoTime;
        this.lastWriteNanos = nanoTime.getAsLong();
        this.lastAnswerNanos = lastWriteNanos;
    }

    @Override
    public Duration patience() {
        return read.isEmpty() ? POLL : WRITE_EVERY;
    }

    @Override
    public void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited) {
        for (var record : records) {
            reader.read(record, batch);
        }
        records.nextOffsets().forEach((partition, next) -> read.put(partition, next.offset()));
        if (batch.size() >= WRITE_AFTER || nanoTime.getAsLong() - lastWriteNanos >= pauseNanos) {
            write();
            sweep();
        }
        if (nanoTime.getAsLong() - lastAnswerNanos >= ASK_EVERY.toNanos()) {
            requireThere();
        }
    }

    @Override
    public void begin(TopicPartition partition, StartingPoints.Place place) {
        try {
            if (writer.begin(partition).orElse(-1) != place.offset()) {
                read.put(partition, place.offset());
            }
        } catch (SQLException e) {
            throw new HistoryFailure(e);
        }
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        write();
    }

    @Override
    public void gone(Collection<TopicPartition> partitions) {
        partitions.forEach(writer::forget);
        read.keySet().removeAll(partitions);
    }

    @Override
    public void end(GroupLoop.Polls polls) {
        write();
    }

    private void write() {
        lastWriteNanos = nanoTime.getAsLong();
        // Whoever leaves the group after a failure is asked to write once more.
        if (read.isEmpty() || hasFailed) {
            return;
        }
        try {
            writer.write(batch, read);
        } catch (SQLException e) {
            hasFailed = true;
            throw new HistoryFailure(e);
        }
        lastAnswerNanos = nanoTime.getAsLong();
        long tookNanos = lastAnswerNanos - lastWriteNanos;
        pauseNanos =
                batch.size() < MANY
                        ? WRITE_EVERY.toNanos()
                        : Math.clamp(
                                tookNanos * EASE,
                                WRITE_EVERY.toNanos(),
                                WRITE_AT_LEAST_EVERY.toNanos());
        watcher.written(batch, tookNanos);
        var committed = new HashMap<TopicPartition, OffsetAndMetadata>();
        read.forEach((partition, next) -> committed.put(partition, new OffsetAndMetadata(next)));
        consumer.commitAsync(committed, null);
        batch.clear();
        read.clear();
    }

    private void requireThere() {
        try {
            writer.requireThere();
        } catch (SQLException e) {
            hasFailed = true;
            throw new HistoryFailure(e);
        }
        lastAnswerNanos = nanoTime.getAsLong();
    }

    /// As much in a second as if everything were written in small steps.
    private void sweep() {
        try {
            for (long turns = pauseNanos / WRITE_EVERY.toNanos(); turns > 0; turns--) {
                watcher.swept(sweep.turn());
            }
        } catch (SQLException e) {
            throw new HistoryFailure(e);
        }
    }
}
