package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Deletes what is too old, a little at a time: a question never waits for it, and what is written
/// only for one small transaction. Confined to the loop's thread.
///
/// It goes round over the webhooks. Where all has been looked at and little was found, it rests.
final class Sweep implements AutoCloseable {

    /// Deliveries in one turn: some milliseconds.
    private static final int AT_ONCE = 1_000;

    private static final int WEBHOOKS_AT_ONCE = 200;

    /// Between two rounds.
    private static final Duration REST = Duration.ofMinutes(1);

    private final Connection connection;
    private final Duration retention;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final PreparedStatement webhooks;
    private final PreparedStatement old;
    private final PreparedStatement deleteDelivery;
    private final PreparedStatement deleteAnswers;
    private final PreparedStatement deleteAttempts;
    private int lastWebhook;
    private boolean resting;
    private long restsSinceNanos;

    Sweep(Database database, Duration retention, InstantSource clock, LongSupplier nanoTime)
            throws SQLException {
        this.connection = database.writer();
        this.retention = retention;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.webhooks =
                connection.prepareStatement(
                        "SELECT no FROM word WHERE no > ? AND text LIKE 'wh\\_%' ESCAPE '\\'"
                                + " ORDER BY no LIMIT "
                                + WEBHOOKS_AT_ONCE);
        this.old =
                connection.prepareStatement(
                        "SELECT no, created_ms FROM delivery WHERE webhook = ? AND created_ms < ?"
                                + " ORDER BY created_ms LIMIT ?");
        this.deleteDelivery = connection.prepareStatement("DELETE FROM delivery WHERE no = ?");
        this.deleteAnswers = connection.prepareStatement("DELETE FROM answer WHERE delivery = ?");
        this.deleteAttempts =
                connection.prepareStatement(
                        "DELETE FROM attempt WHERE webhook = ? AND started_ms < ?");
    }

    /// Deletes some of what is too old.
    ///
    /// @return how many deliveries
    int turn() throws SQLException {
        if (resting && nanoTime.getAsLong() - restsSinceNanos < REST.toNanos()) {
            return 0;
        }
        resting = false;
        long before = clock.instant().minus(retention).toEpochMilli();
        int deleted = 0;
        List<Integer> next = next();
        for (int webhook : next) {
            int some = delete(webhook, before, AT_ONCE - deleted);
            deleted += some;
            if (deleted >= AT_ONCE) {
                break; // there may be more of this webhook's
            }
            lastWebhook = webhook;
        }
        if (next.size() < WEBHOOKS_AT_ONCE && deleted < AT_ONCE) {
            lastWebhook = 0;
            resting = true;
            restsSinceNanos = nanoTime.getAsLong();
        }
        connection.commit();
        return deleted;
    }

    private List<Integer> next() throws SQLException {
        webhooks.setInt(1, lastWebhook);
        var next = new ArrayList<Integer>();
        try (ResultSet found = webhooks.executeQuery()) {
            while (found.next()) {
                next.add(found.getInt(1));
            }
        }
        return next;
    }

    private int delete(int webhook, long before, int most) throws SQLException {
        old.setInt(1, webhook);
        old.setLong(2, before);
        old.setInt(3, most);
        var numbers = new ArrayList<Long>();
        long youngest = before;
        try (ResultSet found = old.executeQuery()) {
            while (found.next()) {
                numbers.add(found.getLong(1));
                youngest = found.getLong(2);
            }
        }
        for (long number : numbers) {
            deleteAnswers.setLong(1, number);
            deleteAnswers.addBatch();
            deleteDelivery.setLong(1, number);
            deleteDelivery.addBatch();
        }
        if (!numbers.isEmpty()) {
            var _ = deleteAnswers.executeBatch();
            var _ = deleteDelivery.executeBatch();
        }
        // Those of deliveries that are younger don't begin before them.
        deleteAttempts.setInt(1, webhook);
        deleteAttempts.setLong(2, numbers.size() < most ? before : youngest);
        deleteAttempts.executeUpdate();
        return numbers.size();
    }

    @Override
    public void close() throws SQLException {
        webhooks.close();
        old.close();
        deleteDelivery.close();
        deleteAnswers.close();
        deleteAttempts.close();
    }
}
