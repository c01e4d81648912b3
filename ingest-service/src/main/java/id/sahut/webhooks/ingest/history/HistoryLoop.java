package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Reads what becomes of deliveries into the database. Confined to the loop's thread.
///
/// At its [Pace], or as soon as there is much, what was read is written, with how far that goes, in
/// one transaction. The group's offsets are committed afterwards, for operators to see the lag:
/// nobody begins there.
///
/// Any failure ends the loop; whoever runs it opens the database anew and begins another.
final class HistoryLoop implements GroupLoop.Work {

    /// Facts in a transaction, some 500 bytes each in memory.
    private static final int WRITE_AFTER = 20_000;

    private final Consumer<byte[], byte[]> consumer;
    private final FactReader reader;
    private final HistoryWriter writer;
    private final Sweep sweep;
    private final Watcher watcher;
    private final Pace pace;
    private final Batch batch = new Batch();
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private Instant newest = Instant.EPOCH;
    private boolean isResting;
    private boolean hasFailed;

    /// Who wants to know what is done; called on the loop's thread.
    interface Watcher {

        /// All of it is in the database now.
        void written(Batch batch, Pace.Written how);

        /// So many deliveries were too old to be kept.
        void swept(int count);
    }

    HistoryLoop(
            Consumer<byte[], byte[]> consumer,
            FactReader reader,
            HistoryWriter writer,
            Sweep sweep,
            Watcher watcher,
            Pace pace) {
        this.consumer = consumer;
        this.reader = reader;
        this.writer = writer;
        this.sweep = sweep;
        this.watcher = watcher;
        this.pace = pace;
    }

    @Override
    public Duration patience() {
        return pace.patience(read.isEmpty());
    }

    @Override
    public void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited) {
        pace.turn();
        for (var record : records) {
            reader.read(record, batch);
            newest = Instant.ofEpochMilli(record.timestamp());
        }
        records.nextOffsets().forEach((partition, next) -> read.put(partition, next.offset()));
        if (batch.size() >= WRITE_AFTER || pace.isTimeToWrite()) {
            write();
            sweep();
        }
        if (pace.isTimeToAsk()) {
            requireThere();
        }
        regulate(awaited);
    }

    /// Reads on unless it gives way.
    private void regulate(Set<TopicPartition> awaited) {
        boolean rests = pace.rests();
        if (rests && !isResting) {
            consumer.pause(consumer.assignment());
        } else if (isResting && !rests) {
            var paused = new HashSet<>(consumer.paused());
            paused.removeAll(awaited);
            consumer.resume(paused);
        }
        isResting = rests;
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
        pace.looked();
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
        Pace.Written written = pace.wrote(batch.size(), newest);
        watcher.written(batch, written);
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
        pace.answered();
    }

    /// As much in a second as if everything were written in small steps.
    private void sweep() {
        try {
            for (long turns = pace.turns(); turns > 0; turns--) {
                watcher.swept(sweep.turn());
            }
        } catch (SQLException e) {
            throw new HistoryFailure(e);
        }
    }
}
