package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Asks the database. Safe for any thread.
final class HistoryQuestions {

    static final String COLUMNS =
            """
            SELECT d.no, d.id, w.text AS webhook, d.event_id, t.text AS event_type, d.state,
                   d.created_ms, d.at_ms, d.last_ms, d.standing, d.status, d.next_ms, d.since_ms,
                   r.text AS reason, s.text AS source_topic, d.source_partition, d.source_offset,
                   d.erased, d.resends
            FROM delivery d
            JOIN word w ON w.no = d.webhook
            LEFT JOIN word t ON t.no = d.event_type
            LEFT JOIN word r ON r.no = d.reason
            LEFT JOIN word s ON s.no = d.source_topic
            """;

    private static final String WEBHOOKS =
            "SELECT w.text FROM delivery d JOIN word w ON w.no = d.webhook WHERE d.id = ? LIMIT 10";

    private static final String ATTEMPTS =
            """
            SELECT a.resend, a.attempt, a.outcome, a.status, a.started_ms, a.took_ms, b.detail,
                   b.response
            FROM attempt a
            LEFT JOIN answer b ON b.delivery = a.delivery AND b.started_ms = a.started_ms
                AND b.resend = a.resend AND b.attempt = a.attempt
            WHERE a.webhook = (SELECT no FROM word WHERE text = ?) AND a.started_ms >= ?
                AND a.started_ms <= ? AND a.delivery = ?
            ORDER BY a.started_ms
            LIMIT 200
            """;

    /// `state = 3` is what the index is for.
    private static final String NEXT_RETRY =
            """
            SELECT min(next_ms) AS next_ms FROM (
                SELECT next_ms FROM delivery
                WHERE webhook = (SELECT no FROM word WHERE text = ?) AND state = 3
                ORDER BY created_ms
                LIMIT 1000
            ) AS waiting
            """;

    /// An attempt may seem to begin before its event was published, by as much as clocks differ.
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final Database database;

    HistoryQuestions(Database database) {
        this.database = database;
    }

    DeliveryPage deliveries(DeliveryQuestion question) throws SQLException {
        try (var connection = database.reader()) {
            int total = count(connection, question);
            if (total == 0) {
                return new DeliveryPage(List.of(), 0, Optional.empty());
            }
            var found = new ArrayList<RecordedDelivery>();
            var where = Where.of(question, true);
            String sql =
                    COLUMNS
                            + where.sql()
                            + " ORDER BY d.created_ms DESC, d.id DESC LIMIT "
                            + (question.size() + 1);
            Optional<Cursor> next = Optional.empty();
            try (var statement = connection.prepareStatement(sql)) {
                where.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        if (found.size() == question.size()) {
                            next = Optional.of(Cursor.at(found.getLast()));
                            break;
                        }
                        found.add(delivery(rows));
                    }
                }
            }
            return new DeliveryPage(List.copyOf(found), total, next);
        }
    }

    private static int count(Connection connection, DeliveryQuestion question) throws SQLException {
        var where = Where.of(question, false);
        String sql =
                "SELECT count(*) FROM (SELECT 1 FROM delivery d "
                        + where.sql()
                        + " LIMIT "
                        + DeliveryPage.MAX_TOTAL
                        + ") AS counted";
        try (var statement = connection.prepareStatement(sql)) {
            where.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    /// Of an id that several webhooks have: one of theirs.
    ///
    /// Whose it is is asked first, and alone: of somebody else's delivery nothing is read, so that
    /// it takes no longer than of none.
    ///
    /// @param theirs whether a webhook is the caller's
    Optional<RecordedDelivery> find(DeliveryId id, Predicate<WebhookId> theirs)
            throws SQLException {
        try (var connection = database.reader()) {
            byte[] stored = StoredId.write(DeliveryId.PREFIX, id.value());
            Optional<WebhookId> webhook =
                    webhooks(connection, stored).stream().filter(theirs).findFirst();
            if (webhook.isEmpty()) {
                return Optional.empty();
            }
            try (var statement =
                    connection.prepareStatement(COLUMNS + "WHERE d.id = ? AND w.text = ?")) {
                statement.setBytes(1, stored);
                statement.setString(2, webhook.get().value());
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(delivery(rows)) : Optional.empty();
                }
            }
        }
    }

    private static List<WebhookId> webhooks(Connection connection, byte[] delivery)
            throws SQLException {
        try (var statement = connection.prepareStatement(WEBHOOKS)) {
            statement.setBytes(1, delivery);
            var found = new ArrayList<WebhookId>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new WebhookId(rows.getString(1)));
                }
            }
            return found;
        }
    }

    /// In the order in which they were made, 200 at most.
    List<RecordedAttempt> attempts(RecordedDelivery delivery) throws SQLException {
        try (var connection = database.reader()) {
            long number;
            long lastMs;
            String sql =
                    "SELECT no, last_ms FROM delivery WHERE id = ? AND webhook ="
                            + " (SELECT no FROM word WHERE text = ?)";
            try (var statement = connection.prepareStatement(sql)) {
                statement.setBytes(1, StoredId.write(DeliveryId.PREFIX, delivery.id().value()));
                statement.setString(2, delivery.webhook().value());
                try (ResultSet rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        return List.of();
                    }
                    number = rows.getLong(1);
                    lastMs = rows.getLong(2);
                }
            }
            try (var statement = connection.prepareStatement(ATTEMPTS)) {
                statement.setString(1, delivery.webhook().value());
                statement.setLong(2, delivery.createdAt().minus(SKEW).toEpochMilli());
                statement.setLong(3, lastMs);
                statement.setLong(4, number);
                return attempts(statement);
            }
        }
    }

    static List<RecordedAttempt> attempts(PreparedStatement statement) throws SQLException {
        var attempts = new ArrayList<RecordedAttempt>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Optional<Integer> status = number(rows, "status").map(Long::intValue);
                String detail = rows.getString("detail");
                attempts.add(
                        new RecordedAttempt(
                                rows.getInt("resend"),
                                rows.getInt("attempt"),
                                AttemptResult.of(rows.getInt("outcome")),
                                status,
                                Instant.ofEpochMilli(rows.getLong("started_ms")),
                                Duration.ofMillis(rows.getLong("took_ms")),
                                detail == null ? AttemptRows.usual(status) : detail,
                                Optional.ofNullable(rows.getString("response"))));
            }
        }
        return List.copyOf(attempts);
    }

    List<RecordedDelivery> frozen(FrozenQuestion question, Optional<Cursor> after, int size)
            throws SQLException {
        try (var connection = database.reader()) {
            return new FrozenQuestions(connection).page(question, after, size);
        }
    }

    long count(FrozenQuestion question) throws SQLException {
        try (var connection = database.reader()) {
            return new FrozenQuestions(connection).count(question);
        }
    }

    int countUpTo(FrozenQuestion question, int most) throws SQLException {
        try (var connection = database.reader()) {
            return new FrozenQuestions(connection).countUpTo(question, most);
        }
    }

    Set<DeliveryId> known(WebhookId webhook, List<DeliveryId> ids) throws SQLException {
        String sql =
                "SELECT id FROM delivery WHERE webhook = (SELECT no FROM word WHERE text = ?) AND id IN (%s)"
                        .formatted(String.join(", ", Collections.nCopies(ids.size(), "?")));
        try (var connection = database.reader();
                var statement = connection.prepareStatement(sql)) {
            int next = 1;
            statement.setString(next++, webhook.value());
            for (DeliveryId id : ids) {
                statement.setBytes(next++, StoredId.write(DeliveryId.PREFIX, id.value()));
            }
            var known = new HashSet<DeliveryId>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.add(new DeliveryId(StoredId.read(DeliveryId.PREFIX, rows.getBytes(1))));
                }
            }
            return known;
        }
    }

    Fates fates(FrozenQuestion question, Instant upTo) throws SQLException {
        try (var connection = database.reader()) {
            return new FrozenQuestions(connection).fates(question, upTo);
        }
    }

    Stats stats(StatsQuestion question) throws SQLException {
        try (var connection = database.reader()) {
            return new StatsQuestions(connection).ask(question);
        }
    }

    EndpointHealth health(WebhookId webhook) throws SQLException {
        try (var connection = database.reader()) {
            return new StatsQuestions(connection).health(webhook);
        }
    }

    Optional<Instant> nextRetry(WebhookId webhook) throws SQLException {
        try (var connection = database.reader();
                var statement = connection.prepareStatement(NEXT_RETRY)) {
            statement.setString(1, webhook.value());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? number(rows, "next_ms").map(Instant::ofEpochMilli)
                        : Optional.empty();
            }
        }
    }

    static RecordedDelivery delivery(ResultSet row) throws SQLException {
        long rank = row.getLong("standing");
        Optional<RecordPlace> source = Optional.empty();
        String topic = row.getString("source_topic");
        if (topic != null) {
            source =
                    Optional.of(
                            new RecordPlace(
                                    topic,
                                    row.getInt("source_partition"),
                                    row.getLong("source_offset")));
        }
        return new RecordedDelivery(
                new DeliveryId(StoredId.read(DeliveryId.PREFIX, row.getBytes("id"))),
                new WebhookId(row.getString("webhook")),
                new EventId(StoredId.read(EventId.PREFIX, row.getBytes("event_id"))),
                Optional.ofNullable(row.getString("event_type")),
                DeliveryState.of(row.getInt("state")),
                Instant.ofEpochMilli(row.getLong("created_ms")),
                Instant.ofEpochMilli(row.getLong("at_ms")),
                Standing.attempts(rank),
                row.getInt("resends"),
                number(row, "status").map(Long::intValue),
                number(row, "next_ms").map(Instant::ofEpochMilli),
                number(row, "since_ms").map(Instant::ofEpochMilli),
                Optional.ofNullable(row.getString("reason")),
                source,
                row.getInt("erased") != 0);
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    /// What rows a question is for, as SQL. Confined to one question.
    private record Where(String sql, List<Object> values) {

        static Where of(DeliveryQuestion question, boolean withCursor) {
            // An event's few deliveries are looked up, and not looked for among all of the
            // webhook's.
            String webhook = question.eventId().isPresent() ? "+d.webhook" : "d.webhook";
            var sql = new StringBuilder("WHERE ").append(webhook);
            sql.append(" = (SELECT no FROM word WHERE text = ?)");
            var values = new ArrayList<Object>();
            values.add(question.webhook().value());
            // Written out, for each state has an index of its own.
            question.state().ifPresent(it -> sql.append(" AND d.state = ").append(it.code()));
            question.event()
                    .ifPresent(it -> {
                        sql.append(" AND d.event_type = (SELECT no FROM word WHERE text = ?)");
                        values.add(it);
                    });
            question.from()
                    .ifPresent(it -> {
                        sql.append(" AND d.created_ms >= ?");
                        values.add(it.toEpochMilli());
                    });
            question.to()
                    .ifPresent(it -> {
                        sql.append(" AND d.created_ms < ?");
                        values.add(it.toEpochMilli());
                    });
            question.status()
                    .ifPresent(it -> {
                        sql.append(" AND d.status BETWEEN ? AND ?");
                        values.add((long) it.from());
                        values.add((long) it.to());
                    });
            question.eventId().ifPresent(it -> event(it, question.webhook(), sql, values));
            if (withCursor) {
                question.after()
                        .ifPresent(it -> {
                            sql.append(" AND d.created_ms <= ?");
                            sql.append(" AND (d.created_ms < ? OR d.id < ?)");
                            values.add(it.createdMs());
                            values.add(it.createdMs());
                            values.add(it.id());
                        });
            }
            return new Where(sql.toString(), values);
        }

        /// An event's delivery has an id that follows; those that somebody wrote by hand are few.
        private static void event(
                EventId event, WebhookId webhook, StringBuilder sql, List<Object> values) {
            sql.append(
                    " AND d.no IN (SELECT no FROM delivery WHERE id = ?"
                            + " UNION ALL SELECT no FROM delivery WHERE odd = 1 AND event_id = ?"
                            + " AND webhook = (SELECT no FROM word WHERE text = ?))");
            values.add(
                    StoredId.write(DeliveryId.PREFIX, DerivedIds.delivery(event, webhook).value()));
            values.add(StoredId.write(EventId.PREFIX, event.value()));
            values.add(webhook.value());
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                switch (values.get(i)) {
                    case String text -> statement.setString(i + 1, text);
                    case Long number -> statement.setLong(i + 1, number);
                    case byte[] bytes -> statement.setBytes(i + 1, bytes);
                    default -> throw new IllegalStateException("a value of no known type");
                }
            }
        }
    }
}
