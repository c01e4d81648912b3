package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/// How far each partition has been read. Confined to the loop's thread.
///
/// Whoever goes on from another position than the one that is there has lost the partition to
/// somebody else, and must not write.
final class Progress implements AutoCloseable {

    private final PreparedStatement any;
    private final PreparedStatement find;
    private final PreparedStatement add;
    private final PreparedStatement change;

    /// By our account; a partition that is missing has none.
    private final Map<TopicPartition, Long> known = new HashMap<>();

    Progress(Connection connection) throws SQLException {
        this.any = connection.prepareStatement("SELECT part FROM progress LIMIT 1");
        this.find =
                connection.prepareStatement(
                        "SELECT next_offset FROM progress WHERE topic = ? AND part = ?");
        this.add =
                connection.prepareStatement(
                        "INSERT INTO progress (next_offset, topic, part) VALUES (?, ?, ?)");
        this.change =
                connection.prepareStatement(
                        "UPDATE progress SET next_offset = ? WHERE topic = ? AND part = ?"
                                + " AND next_offset = ?");
    }

    /// Whether anything has been read.
    boolean any() throws SQLException {
        try (ResultSet found = any.executeQuery()) {
            return found.next();
        }
    }

    /// Reads where a partition's reader is to go on.
    ///
    /// @return empty where nobody was yet
    OptionalLong begin(TopicPartition partition) throws SQLException {
        find.setString(1, partition.topic());
        find.setInt(2, partition.partition());
        try (ResultSet found = find.executeQuery()) {
            if (!found.next()) {
                known.remove(partition);
                return OptionalLong.empty();
            }
            long next = found.getLong(1);
            known.put(partition, next);
            return OptionalLong.of(next);
        }
    }

    void forget(TopicPartition partition) {
        known.remove(partition);
    }

    /// @throws SQLException when somebody else reads the partition now
    void advance(TopicPartition partition, long next) throws SQLException {
        Long before = known.get(partition);
        PreparedStatement row = before == null ? add : change;
        row.setLong(1, next);
        row.setString(2, partition.topic());
        row.setInt(3, partition.partition());
        if (before != null) {
            row.setLong(4, before);
        }
        if (row.executeUpdate() != 1) {
            throw new SQLException("another process reads %s now".formatted(partition));
        }
        known.put(partition, next);
    }

    @Override
    public void close() throws SQLException {
        any.close();
        find.close();
        add.close();
        change.close();
    }
}
