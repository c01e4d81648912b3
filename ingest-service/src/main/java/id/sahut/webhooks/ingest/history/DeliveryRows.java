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
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table of deliveries, as whoever writes it sees it. Confined to the loop's thread.
final class DeliveryRows implements AutoCloseable {

    private static final String FIND =
            """
            SELECT d.no, d.id, w.text, d.created_ms, d.last_ms, d.event_id, t.text, s.text,
                   d.source_partition, d.source_offset, d.standing, d.state, d.status, d.at_ms,
                   d.next_ms, d.since_ms, r.text, d.erased, d.resends
            FROM delivery d
            JOIN word w ON w.no = d.webhook
            LEFT JOIN word t ON t.no = d.event_type
            LEFT JOIN word s ON s.no = d.source_topic
            LEFT JOIN word r ON r.no = d.reason
            WHERE d.id IN (
            """;

    private static final String ADD =
            """
            INSERT INTO delivery (created_ms, last_ms, event_id, event_type, source_topic,
                source_partition, source_offset, standing, state, status, at_ms, next_ms, since_ms,
                reason, erased, odd, resends, no, id, webhook)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String CHANGE =
            """
            UPDATE delivery SET created_ms = ?, last_ms = ?, event_id = ?, event_type = ?,
                source_topic = ?, source_partition = ?, source_offset = ?, standing = ?, state = ?,
                status = ?, at_ms = ?, next_ms = ?, since_ms = ?, reason = ?, erased = ?, odd = ?,
                resends = ?
            WHERE no = ?
            """;

    private static final int NO = 18;

    private final int atOnce;
    private final Words words;
    private final PreparedStatement find;
    private final PreparedStatement add;
    private final PreparedStatement change;

    /// A delivery that is there.
    record Row(long no, DeliveryFacts facts) {}

    DeliveryRows(Connection connection, Kind kind, Words words) throws SQLException {
        this.atOnce = kind.atOnce();
        this.words = words;
        this.find =
                connection.prepareStatement(
                        FIND
                                + String.join(", ", Collections.nCopies(atOnce, "?"))
                                + ")"
                                + (kind == Kind.POSTGRESQL ? " FOR UPDATE OF d" : ""));
        this.add = connection.prepareStatement(ADD);
        this.change = connection.prepareStatement(CHANGE);
    }

    /// Those of these deliveries that are there.
    Map<DeliveryKey, Row> find(Collection<DeliveryKey> keys) throws SQLException {
        var rows = new HashMap<DeliveryKey, Row>();
        List<DeliveryKey> all = new ArrayList<>(keys);
        for (int from = 0; from < all.size(); from += atOnce) {
            for (int i = 0; i < atOnce; i++) {
                // The last question is filled up with its last key.
                DeliveryKey key = all.get(Math.min(from + i, all.size() - 1));
                find.setBytes(i + 1, id(key));
            }
            try (ResultSet found = find.executeQuery()) {
                while (found.next()) {
                    rows.put(
                            new DeliveryKey(
                                    new WebhookId(found.getString(3)),
                                    new DeliveryId(
                                            StoredId.read(DeliveryId.PREFIX, found.getBytes(2)))),
                            new Row(found.getLong(1), facts(found)));
                }
            }
        }
        return rows;
    }

    void add(long no, DeliveryKey key, DeliveryFacts facts) throws SQLException {
        set(add, key, facts);
        add.setLong(NO, no);
        add.setBytes(NO + 1, id(key));
        add.setInt(NO + 2, words.number(key.webhook().value()));
        add.addBatch();
    }

    void change(long no, DeliveryKey key, DeliveryFacts facts) throws SQLException {
        set(change, key, facts);
        change.setLong(NO, no);
        change.addBatch();
    }

    /// Does what was added and changed.
    void flush() throws SQLException {
        var _ = add.executeBatch();
        var _ = change.executeBatch();
    }

    @Override
    public void close() throws SQLException {
        find.close();
        add.close();
        change.close();
    }

    private void set(PreparedStatement row, DeliveryKey key, DeliveryFacts facts)
            throws SQLException {
        row.setLong(1, facts.createdMs());
        row.setLong(2, facts.lastMs());
        row.setBytes(3, StoredId.write(EventId.PREFIX, facts.eventId().value()));
        setWord(row, 4, facts.eventType());
        setWord(row, 5, facts.source().map(RecordPlace::topic));
        setNumber(row, 6, facts.source().map(it -> (long) it.partition()));
        setNumber(row, 7, facts.source().map(RecordPlace::offset));
        Standing standing = facts.standing();
        row.setLong(8, standing.rank());
        row.setInt(9, standing.state().code());
        setNumber(row, 10, standing.status().map(Integer::longValue));
        row.setLong(11, standing.atMs());
        setNumber(row, 12, standing.nextMs());
        setNumber(row, 13, standing.sinceMs());
        setWord(row, 14, standing.reason());
        row.setInt(15, facts.erased() ? 1 : 0);
        row.setInt(16, isOdd(key, facts) ? 1 : 0);
        row.setInt(17, facts.resends());
    }

    /// Whether its id does not follow from its event's.
    private static boolean isOdd(DeliveryKey key, DeliveryFacts facts) {
        return !DerivedIds.delivery(facts.eventId(), key.webhook()).equals(key.id());
    }

    private void setWord(PreparedStatement row, int place, Optional<String> text)
            throws SQLException {
        if (text.isPresent()) {
            row.setInt(place, words.number(text.get()));
        } else {
            row.setNull(place, Types.INTEGER);
        }
    }

    private static void setNumber(PreparedStatement row, int place, Optional<Long> number)
            throws SQLException {
        if (number.isPresent()) {
            row.setLong(place, number.get());
        } else {
            row.setNull(place, Types.BIGINT);
        }
    }

    private static byte[] id(DeliveryKey key) {
        return StoredId.write(DeliveryId.PREFIX, key.id().value());
    }

    private static DeliveryFacts facts(ResultSet row) throws SQLException {
        Optional<String> topic = Optional.ofNullable(row.getString(8));
        Optional<RecordPlace> source =
                topic.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RecordPlace(topic.get(), row.getInt(9), row.getLong(10)));
        return new DeliveryFacts(
                new EventId(StoredId.read(EventId.PREFIX, row.getBytes(6))),
                Optional.ofNullable(row.getString(7)),
                row.getLong(4),
                row.getLong(5),
                source,
                new Standing(
                        row.getLong(11),
                        DeliveryState.of(row.getInt(12)),
                        number(row, 13).map(Long::intValue),
                        row.getLong(14),
                        number(row, 15),
                        number(row, 16),
                        Optional.ofNullable(row.getString(17))),
                row.getInt(19),
                row.getInt(18) != 0);
    }

    private static Optional<Long> number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }
}
