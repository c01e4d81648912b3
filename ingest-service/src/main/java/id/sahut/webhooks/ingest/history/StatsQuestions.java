package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.WebhookId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts attempts and deliveries. Confined to one question.
final class StatsQuestions {

    /// One of so many must have succeeded.
    private static final int LATEST = 5;

    private static final String ATTEMPTS =
            """
            SELECT started_ms, outcome, took_ms FROM attempt
            WHERE webhook = (SELECT no FROM word WHERE text = ?)
                AND started_ms >= ? AND started_ms < ?
            """;

    private static final String DELIVERIES =
            """
            SELECT created_ms, state FROM delivery
            WHERE webhook = (SELECT no FROM word WHERE text = ?)
                AND created_ms >= ? AND created_ms < ?
            """;

    private static final String LAST =
            """
            SELECT a.resend, a.attempt, a.outcome, a.status, a.started_ms, a.took_ms, b.detail,
                   b.response
            FROM attempt a
            LEFT JOIN answer b ON b.delivery = a.delivery AND b.started_ms = a.started_ms
                AND b.resend = a.resend AND b.attempt = a.attempt
            WHERE a.webhook = (SELECT no FROM word WHERE text = ?) AND a.outcome <> ?
            ORDER BY a.started_ms DESC
            LIMIT ?
            """;

    private static final String LAST_SUCCESS =
            """
            SELECT started_ms FROM attempt
            WHERE webhook = (SELECT no FROM word WHERE text = ?) AND outcome = ?
            ORDER BY started_ms DESC
            LIMIT 1
            """;

    private static final String FIRST_AFTER =
            """
            SELECT started_ms FROM attempt
            WHERE webhook = (SELECT no FROM word WHERE text = ?) AND started_ms > ?
                AND outcome <> ?
            ORDER BY started_ms
            LIMIT 1
            """;

    private final Connection connection;

    StatsQuestions(Connection connection) {
        this.connection = connection;
    }

    Stats ask(StatsQuestion question) throws SQLException {
        var whole = new Count(question.from());
        var steps = new ArrayList<Count>();
        for (int i = 0; i < question.steps(); i++) {
            steps.add(new Count(question.from().plus(question.step().multipliedBy(i))));
        }
        rows(
                ATTEMPTS,
                question,
                row -> {
                    AttemptResult outcome = AttemptResult.of(row.getInt(2));
                    int tookMs = (int) row.getLong(3);
                    whole.add(outcome, tookMs);
                    steps.get(step(question, row.getLong(1))).add(outcome, tookMs);
                });
        rows(
                DELIVERIES,
                question,
                row -> {
                    DeliveryState state = DeliveryState.of(row.getInt(2));
                    whole.add(state);
                    steps.get(step(question, row.getLong(1))).add(state);
                });
        return new Stats(whole.done(), steps.stream().map(Count::done).toList());
    }

    EndpointHealth health(WebhookId webhook) throws SQLException {
        List<RecordedAttempt> latest = new ArrayList<>();
        try (var statement = connection.prepareStatement(LAST)) {
            statement.setString(1, webhook.value());
            statement.setInt(2, AttemptResult.CANCELLED.code());
            statement.setInt(3, LATEST);
            latest.addAll(HistoryQuestions.attempts(statement));
        }
        if (latest.isEmpty()
                || latest.stream().anyMatch(it -> it.outcome() == AttemptResult.DELIVERED)) {
            return new EndpointHealth.Healthy();
        }
        long success = time(LAST_SUCCESS, webhook, Optional.empty(), AttemptResult.DELIVERED);
        long since = time(FIRST_AFTER, webhook, Optional.of(success), AttemptResult.CANCELLED);
        return new EndpointHealth.Failing(Instant.ofEpochMilli(since), latest.getFirst());
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private void rows(String sql, StatsQuestion question, Row taking) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, question.webhook().value());
            statement.setLong(2, question.from().toEpochMilli());
            statement.setLong(3, question.to().toEpochMilli());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taking.take(rows);
                }
            }
        }
    }

    /// @return 0 when there is none
    private long time(String sql, WebhookId webhook, Optional<Long> after, AttemptResult outcome)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            int place = 1;
            statement.setString(place++, webhook.value());
            if (after.isPresent()) {
                statement.setLong(place++, after.get());
            }
            statement.setInt(place, outcome.code());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static int step(StatsQuestion question, long ms) {
        return (int) ((ms - question.from().toEpochMilli()) / question.step().toMillis());
    }

    /// What is counted of one step.
    private static final class Count {

        private final Instant from;
        private final Map<AttemptResult, Integer> attempts = new EnumMap<>(AttemptResult.class);
        private final Map<DeliveryState, Integer> deliveries = new EnumMap<>(DeliveryState.class);
        private int[] tookMs = new int[16];
        private int answered;

        Count(Instant from) {
            this.from = from;
        }

        void add(AttemptResult outcome, int took) {
            attempts.merge(outcome, 1, Integer::sum);
            if (outcome == AttemptResult.DELIVERED || outcome == AttemptResult.REFUSED) {
                if (answered == tookMs.length) {
                    tookMs = Arrays.copyOf(tookMs, answered * 2);
                }
                tookMs[answered++] = took;
            }
        }

        void add(DeliveryState state) {
            deliveries.merge(state, 1, Integer::sum);
        }

        Stats.Step done() {
            Arrays.sort(tookMs, 0, answered);
            return new Stats.Step(
                    from,
                    Map.copyOf(attempts),
                    Map.copyOf(deliveries),
                    answered == 0
                            ? Optional.empty()
                            : Optional.of(
                                    new Stats.Durations(
                                            percentile(50), percentile(95), percentile(99))));
        }

        /// The nearest rank's.
        private int percentile(int percent) {
            int rank = (int) Math.ceil(answered * percent / 100.0);
            return tookMs[Math.max(0, rank - 1)];
        }
    }
}
