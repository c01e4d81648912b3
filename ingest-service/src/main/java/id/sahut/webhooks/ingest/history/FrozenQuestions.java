package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.delivery.ExpiryReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks for deliveries in the order in which they are sent again, the oldest first. Confined to one
/// connection.
final class FrozenQuestions {

    private static final String OF =
            "WHERE d.webhook = (SELECT no FROM word WHERE text = ?) AND d.created_ms >= ?"
                    + " AND d.created_ms < ?";
    private static final String EVENT = " AND d.event_type = (SELECT no FROM word WHERE text = ?)";

    private static final String DISABLED =
            "(d.state = %d AND d.reason = (SELECT no FROM word WHERE text = '%s'))"
                    .formatted(DeliveryState.FAILED.code(), ExpiryReason.DISABLED.label());

    private final Connection connection;

    FrozenQuestions(Connection connection) {
        this.connection = connection;
    }

    /// @param after where the page before ended
    List<RecordedDelivery> page(FrozenQuestion question, Optional<Cursor> after, int size)
            throws SQLException {
        String sql =
                HistoryQuestions.COLUMNS
                        + where(question)
                        + (after.isPresent()
                                ? " AND d.created_ms >= ? AND (d.created_ms > ? OR d.id > ?)"
                                : "")
                        + " ORDER BY d.created_ms, d.id LIMIT "
                        + size;
        try (var statement = connection.prepareStatement(sql)) {
            int next = bind(statement, question);
            if (after.isPresent()) {
                statement.setLong(next++, after.get().createdMs());
                statement.setLong(next++, after.get().createdMs());
                statement.setBytes(next, after.get().id());
            }
            var found = new ArrayList<RecordedDelivery>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(HistoryQuestions.delivery(rows));
                }
            }
            return List.copyOf(found);
        }
    }

    long count(FrozenQuestion question) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT count(*) FROM delivery d " + where(question))) {
            bind(statement, question);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /// @param most counting ends there, however many more there are
    int countUpTo(FrozenQuestion question, int most) throws SQLException {
        String sql =
                "SELECT count(*) FROM (SELECT 1 FROM delivery d "
                        + where(question)
                        + " LIMIT "
                        + most
                        + ") AS counted";
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, question);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    /// Of those that were sent again, and have come to stand as they do since: how they ended.
    ///
    /// @param upTo only of events published then or before
    Fates fates(FrozenQuestion question, Instant upTo) throws SQLException {
        String sql =
                "SELECT d.state, count(*) FROM delivery d "
                        + OF
                        + (question.event().isPresent() ? EVENT : "")
                        + " AND d.created_ms <= ? AND d.at_ms >= ? AND d.resends > 0"
                        + " AND d.state IN (%d, %d) GROUP BY d.state"
                                .formatted(
                                        DeliveryState.DELIVERED.code(),
                                        DeliveryState.FAILED.code());
        try (var statement = connection.prepareStatement(sql)) {
            int next = bindRange(statement, question);
            statement.setLong(next, upTo.toEpochMilli());
            statement.setLong(next + 1, question.before().toEpochMilli());
            long delivered = 0;
            long failed = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(1) == DeliveryState.DELIVERED.code()) {
                        delivered = rows.getLong(2);
                    } else {
                        failed = rows.getLong(2);
                    }
                }
            }
            return new Fates(delivered, failed);
        }
    }

    private static String where(FrozenQuestion question) {
        var ways = new ArrayList<String>();
        // One alone has an index of its own, which only an equation leads to.
        question.states().forEach(it -> ways.add("d.state = " + it.code()));
        if (question.disabled()) {
            ways.add(DISABLED);
        }
        return OF
                + (question.event().isPresent() ? EVENT : "")
                + " AND (%s) AND d.at_ms < ?".formatted(String.join(" OR ", ways));
    }

    private static int bind(PreparedStatement statement, FrozenQuestion question)
            throws SQLException {
        int next = bindRange(statement, question);
        statement.setLong(next, question.before().toEpochMilli());
        return next + 1;
    }

    private static int bindRange(PreparedStatement statement, FrozenQuestion question)
            throws SQLException {
        statement.setString(1, question.webhook().value());
        statement.setLong(2, question.from().toEpochMilli());
        statement.setLong(3, question.to().toEpochMilli());
        if (question.event().isPresent()) {
            statement.setString(4, question.event().get());
            return 5;
        }
        return 4;
    }
}
