package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/// Writes batches, each with how far it goes, in one transaction. Confined to the loop's thread.
///
/// What is there is read, joined with what is new, and written back where that changed it. After a
/// failure it is of no more use: it knows things that were rolled back. The connection is the
/// database's, and stays open.
final class HistoryWriter implements AutoCloseable {

    /// So that two processes never wait for each other's rows.
    private static final Comparator<DeliveryKey> ORDER =
            Comparator.<DeliveryKey, String>comparing(it -> it.id().value())
                    .thenComparing(it -> it.webhook().value());

    private final Connection connection;
    private final Words words;
    private final DeliveryRows deliveries;
    private final AttemptRows attempts;
    private final Progress progress;
    private final Numbers numbers;

    HistoryWriter(Database database) throws SQLException {
        this.connection = database.writer();
        connection.setAutoCommit(false);
        this.words = new Words(connection);
        this.deliveries = new DeliveryRows(connection, database.kind(), words);
        this.attempts = new AttemptRows(connection, words);
        this.progress = new Progress(connection);
        this.numbers = Numbers.of(database.kind(), connection);
    }

    /// Where to go on in a partition; empty where nobody was yet.
    OptionalLong begin(TopicPartition partition) throws SQLException {
        OptionalLong next = progress.begin(partition);
        connection.commit();
        return next;
    }

    void forget(TopicPartition partition) {
        progress.forget(partition);
    }

    /// Asks the database something, where there is nothing to write: whether it is still there.
    ///
    /// @throws SQLException when it does not answer
    void requireThere() throws SQLException {
        progress.any();
        connection.commit();
    }

    /// @param next how far partitions have been read with this batch
    void write(Batch batch, Map<TopicPartition, Long> next) throws SQLException {
        try {
            Map<DeliveryKey, Standings> written = writeDeliveries(batch.deliveries());
            for (AttemptFacts attempt : batch.attempts()) {
                Standings delivery = written.get(attempt.delivery());
                if (delivery == null) {
                    throw new IllegalStateException("an attempt of no delivery: " + attempt);
                }
                attempts.add(delivery.no, attempt, delivery.erased);
            }
            attempts.flush();
            for (var position : next.entrySet()) {
                progress.advance(position.getKey(), position.getValue());
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    /// SQLite itself has rolled back what did not fit on a disk: then what is said here about that
    /// is not what was wrong.
    private void rollBack(Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private record Standings(long no, boolean erased) {}

    private Map<DeliveryKey, Standings> writeDeliveries(Map<DeliveryKey, DeliveryFacts> facts)
            throws SQLException {
        List<DeliveryKey> keys = new ArrayList<>(facts.keySet());
        keys.sort(ORDER);
        Map<DeliveryKey, DeliveryRows.Row> before = deliveries.find(keys);
        // Of an id that two webhooks have, the other's row may be among them.
        numbers.reserve((int) keys.stream().filter(it -> !before.containsKey(it)).count());
        var written = new HashMap<DeliveryKey, Standings>();
        for (DeliveryKey key : keys) {
            DeliveryFacts heard = facts.get(key);
            DeliveryRows.Row row = before.get(key);
            if (heard == null) {
                throw new IllegalStateException("nothing is known of " + key);
            }
            if (row == null) {
                long no = numbers.next();
                deliveries.add(no, key, heard);
                written.put(key, new Standings(no, heard.erased()));
                continue;
            }
            DeliveryFacts now = row.facts().and(heard);
            if (!now.equals(row.facts())) {
                deliveries.change(row.no(), key, now);
            }
            if (now.erased() && !row.facts().erased()) {
                attempts.erase(row.no());
            }
            written.put(key, new Standings(row.no(), now.erased()));
        }
        deliveries.flush();
        return written;
    }

    @Override
    public void close() throws SQLException {
        try (words;
                deliveries;
                attempts;
                progress;
                numbers) {
            connection.rollback();
        }
    }
}
