package id.sahut.webhooks.ingest.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/// The tables of attempts and answers, as whoever writes them sees them. Confined to the loop's
/// thread.
final class AttemptRows implements AutoCloseable {

    private static final String ADD =
            """
            INSERT INTO attempt (webhook, started_ms, delivery, resend, attempt, outcome, status,
                took_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private static final String ADD_ANSWER =
            """
            INSERT INTO answer (delivery, started_ms, resend, attempt, detail, response)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final Words words;
    private final PreparedStatement add;
    private final PreparedStatement addAnswer;
    private final PreparedStatement erase;

    AttemptRows(Connection connection, Words words) throws SQLException {
        this.words = words;
        this.add = connection.prepareStatement(ADD);
        this.addAnswer = connection.prepareStatement(ADD_ANSWER);
        this.erase =
                connection.prepareStatement("UPDATE answer SET response = NULL WHERE delivery = ?");
    }

    /// @param delivery the number of the attempt's delivery
    /// @param erased whether nothing is to be kept of the answer
    void add(long delivery, AttemptFacts attempt, boolean erased) throws SQLException {
        add.setInt(1, words.number(attempt.delivery().webhook().value()));
        add.setLong(2, attempt.startedMs());
        add.setLong(3, delivery);
        add.setInt(4, attempt.resend());
        add.setInt(5, attempt.attempt());
        add.setInt(6, attempt.outcome().code());
        if (attempt.status().isPresent()) {
            add.setInt(7, attempt.status().get());
        } else {
            add.setNull(7, Types.INTEGER);
        }
        add.setLong(8, attempt.tookMs());
        add.addBatch();

        boolean isUsual = attempt.detail().equals(usual(attempt.status()));
        Optional<String> response = erased ? Optional.empty() : attempt.response();
        if (!isUsual || response.isPresent()) {
            addAnswer.setLong(1, delivery);
            addAnswer.setLong(2, attempt.startedMs());
            addAnswer.setInt(3, attempt.resend());
            addAnswer.setInt(4, attempt.attempt());
            addAnswer.setString(5, isUsual ? null : attempt.detail());
            addAnswer.setString(6, response.orElse(null));
            addAnswer.addBatch();
        }
    }

    /// What most attempts' detail is: it need not be kept.
    static String usual(Optional<Integer> status) {
        return status.map(it -> "answered " + it).orElse("");
    }

    void erase(long delivery) throws SQLException {
        erase.setLong(1, delivery);
        erase.addBatch();
    }

    /// Does what was added and erased.
    void flush() throws SQLException {
        var _ = add.executeBatch();
        var _ = addAnswer.executeBatch();
        var _ = erase.executeBatch();
    }

    @Override
    public void close() throws SQLException {
        add.close();
        addAnswer.close();
        erase.close();
    }
}
