package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// What is in a history's tables, whatever the rows' numbers are. Stateless.
final class HistoryTables {

    private static final String DELIVERIES =
            """
            SELECT d.id, w.text, d.created_ms, d.last_ms, d.event_id, t.text, s.text,
                   d.source_partition, d.source_offset, d.standing, d.state, d.status, d.at_ms,
                   d.next_ms, d.since_ms, r.text, d.erased, d.odd, d.resends
            FROM delivery d JOIN word w ON w.no = d.webhook
            LEFT JOIN word t ON t.no = d.event_type LEFT JOIN word s ON s.no = d.source_topic
            LEFT JOIN word r ON r.no = d.reason
            ORDER BY d.id, w.text
            """;

    private static final String ATTEMPTS =
            """
            SELECT d.id, w.text, a.started_ms, a.resend, a.attempt, a.outcome, a.status, a.took_ms,
                   b.detail, b.response
            FROM attempt a JOIN delivery d ON d.no = a.delivery JOIN word w ON w.no = a.webhook
            LEFT JOIN answer b ON b.delivery = a.delivery AND b.started_ms = a.started_ms
                AND b.resend = a.resend AND b.attempt = a.attempt
            ORDER BY d.id, w.text, a.started_ms, a.resend, a.attempt
            """;

    private HistoryTables() {}

    static List<String> dump(Database database) throws SQLException {
        try (var connection = database.reader()) {
            var all = new ArrayList<>(rows(connection, DELIVERIES));
            all.addAll(rows(connection, ATTEMPTS));
            return all;
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        var rows = new ArrayList<String>();
        try (var statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                var row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    Object value = found.getObject(i);
                    row.append(value instanceof byte[] bytes ? hex(bytes) : value).append(' ');
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
