package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Numbers for new deliveries. Confined to the loop's thread.
interface Numbers extends AutoCloseable {

    /// So many will be asked for.
    void reserve(int count) throws SQLException;

    long next();

    @Override
    void close() throws SQLException;

    static Numbers of(Kind kind, Connection connection) throws SQLException {
        return switch (kind) {
            case SQLITE -> OnlyWriter.after(connection);
            case POSTGRESQL -> new Sequence(connection);
        };
    }

    /// Counts on from the greatest that is there: nobody else writes.
    final class OnlyWriter implements Numbers {

        private long last;

        private OnlyWriter(long last) {
            this.last = last;
        }

        static OnlyWriter after(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    ResultSet greatest =
                            statement.executeQuery("SELECT coalesce(max(no), 0) FROM delivery")) {
                return new OnlyWriter(greatest.next() ? greatest.getLong(1) : 0);
            }
        }

        @Override
        public void reserve(int count) {}

        @Override
        public long next() {
            return ++last;
        }

        @Override
        public void close() {}
    }

    /// Takes them from a sequence that all writers share.
    final class Sequence implements Numbers {

        private final PreparedStatement take;
        private final Deque<Long> reserved = new ArrayDeque<>();

        Sequence(Connection connection) throws SQLException {
            this.take =
                    connection.prepareStatement(
                            "SELECT nextval('delivery_no') FROM generate_series(1, ?)");
        }

        @Override
        public void reserve(int count) throws SQLException {
            int missing = count - reserved.size();
            if (missing <= 0) {
                return;
            }
            take.setInt(1, missing);
            try (ResultSet numbers = take.executeQuery()) {
                while (numbers.next()) {
                    reserved.addLast(numbers.getLong(1));
                }
            }
        }

        @Override
        public long next() {
            return reserved.removeFirst();
        }

        @Override
        public void close() throws SQLException {
            take.close();
        }
    }
}
