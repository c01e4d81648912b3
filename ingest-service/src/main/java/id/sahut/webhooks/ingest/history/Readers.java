package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/// Names the group that reads into a database. Stateless.
///
/// A file is one process's, which reads everything; into one server several processes read, a part
/// each.
final class Readers {

    private Readers() {}

    static String group(Database database, String prefix, RandomGenerator random)
            throws SQLException {
        String shared = prefix + "history";
        return switch (database.kind()) {
            case POSTGRESQL -> shared;
            case SQLITE -> shared + "." + name(database.writer(), random);
        };
    }

    private static String name(Connection connection, RandomGenerator random) throws SQLException {
        try (var statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT name FROM reader")) {
                if (found.next()) {
                    return found.getString(1);
                }
            }
            String name = "%08x".formatted(random.nextInt());
            statement.executeUpdate("INSERT INTO reader (name) VALUES ('%s')".formatted(name));
            return name;
        }
    }
}
