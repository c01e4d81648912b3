package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Texts that many rows share, each stored once. Confined to the loop's thread.
///
/// To be forgotten when a transaction is rolled back: what was new in it is not there.
final class Words implements AutoCloseable {

    /// More webhooks than most installations have; of others it is looked up again.
    private static final int MAX_KNOWN = 50_000;

    private final PreparedStatement find;
    private final PreparedStatement add;
    private final Map<String, Integer> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > MAX_KNOWN;
                }
            };

    Words(Connection connection) throws SQLException {
        this.find = connection.prepareStatement("SELECT no FROM word WHERE text = ?");
        this.add =
                connection.prepareStatement(
                        "INSERT INTO word (text) VALUES (?) ON CONFLICT DO NOTHING");
    }

    /// The number that stands for a text in other tables.
    int number(String text) throws SQLException {
        Integer number = known.get(text);
        if (number == null) {
            number = find(text);
            known.put(text, number);
        }
        return number;
    }

    private int find(String text) throws SQLException {
        find.setString(1, text);
        try (ResultSet found = find.executeQuery()) {
            if (found.next()) {
                return found.getInt(1);
            }
        }
        add.setString(1, text);
        add.executeUpdate();
        try (ResultSet found = find.executeQuery()) {
            if (!found.next()) {
                throw new SQLException("a word that was added is not there");
            }
            return found.getInt(1);
        }
    }

    @Override
    public void close() throws SQLException {
        find.close();
        add.close();
    }
}
