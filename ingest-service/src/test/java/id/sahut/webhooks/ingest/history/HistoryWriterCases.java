package id.sahut.webhooks.ingest.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a history writes and tells, on whichever database. Each test has a new one.
abstract class HistoryWriterCases {

    static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final EventId EVENT = new EventId("evt_1");
    static final Instant PUBLISHED = Instant.parse("2026-11-27T08:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition("sahut.attempts", 0);

    private final FactReader reader = new FactReader(Life.TOPICS, Life.TIERS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inWhateverOrderAndHoweverOftenRecordsAreReadTheTablesAreTheSame(long seed)
            throws SQLException {
        var random = new Random(seed);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (int i = 0; i < 200; i++) {
            records.addAll(
                    Life.any(
                                    random,
                                    new WebhookId("wh_" + random.nextInt(3)),
                                    new EventId("evt_" + i),
                                    PUBLISHED.plusSeconds(random.nextInt(600)))
                            .records());
        }
        List<String> inOrder = tablesAfter(records, random);

        records.addAll(List.copyOf(records));
        Collections.shuffle(records, random);

        assertThat(tablesAfter(records, random)).isEqualTo(inOrder).hasSizeGreaterThan(300);
    }

    @Test
    void aDeliveryIsWaitingUntilItIsAttempted() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);

        var delivery = known(life.records());

        assertThat(delivery.state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery.createdAt()).isEqualTo(PUBLISHED);
        assertThat(delivery.event()).contains("message.created");
        assertThat(delivery.source().orElseThrow()).hasToString("sahut.events-3@17");
    }

    @Test
    void aFailedOneIsRetriedWhenItsWaitIsOver() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        life.failed(503, "too busy");

        var delivery = known(life.records());

        ConsumerRecord<byte[], byte[]> parked = life.records().getLast();
        assertThat(delivery.state()).isEqualTo(DeliveryState.RETRYING);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.status()).contains(503);
        assertThat(delivery.nextAttemptAt())
                .contains(Instant.ofEpochMilli(parked.timestamp()).plusSeconds(5));
    }

    @Test
    void aDeferredOneSaysWhyAndSinceWhen() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        Instant since = life.now();
        life.deferred("crowded").deferred("disabled");

        var delivery = known(life.records());

        assertThat(delivery.state()).isEqualTo(DeliveryState.DEFERRED);
        assertThat(delivery.reason()).contains("disabled");
        assertThat(delivery.deferredSince()).contains(since);
        assertThat(delivery.attempts()).isZero();
    }

    @Test
    void oneThatIsGivenUpSaysWhy() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        for (int i = 0; i < 6; i++) {
            life.failed(500, "");
        }

        var delivery = known(life.records());

        assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(delivery.attempts()).isEqualTo(6);
        assertThat(delivery.reason()).contains("attempts");
        assertThat(delivery.nextAttemptAt()).isEmpty();
    }

    @Test
    void everyAttemptIsKeptWithTheStartOfItsAnswer() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        life.failed(500, "first");
        life.delivered("second");

        try (var database = open()) {
            write(database, life.records());
            var questions = new HistoryQuestions(database);
            var delivery = questions.find(life.delivery().id(), _ -> true).orElseThrow();

            assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
            assertThat(questions.attempts(delivery))
                    .extracting(
                            RecordedAttempt::attempt,
                            RecordedAttempt::outcome,
                            RecordedAttempt::status,
                            RecordedAttempt::detail,
                            RecordedAttempt::response,
                            RecordedAttempt::took)
                    .containsExactly(
                            tuple(
                                    1,
                                    AttemptResult.REFUSED,
                                    Optional.of(500),
                                    "answered 500",
                                    Optional.of("first"),
                                    Duration.ofMillis(31)),
                            tuple(
                                    2,
                                    AttemptResult.DELIVERED,
                                    Optional.of(200),
                                    "answered 200",
                                    Optional.of("second"),
                                    Duration.ofMillis(31)));
        }
    }

    @Test
    void oneThatHadExpiredAndIsPutBackIsTheSameDeliverySentAgain() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        life.expired(ExpiryReason.BACKLOG);
        ConsumerRecord<byte[], byte[]> expired = life.records().getLast();
        life.records()
                .add(
                        new ConsumerRecord<>(
                                Life.TOPICS.deliveries(),
                                0,
                                99,
                                expired.timestamp() + 1_000,
                                expired.timestampType(),
                                expired.serializedKeySize(),
                                expired.serializedValueSize(),
                                expired.key(),
                                expired.value(),
                                expired.headers(),
                                Optional.empty()));

        var delivery = known(life.records());

        assertThat(delivery.state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery.resends()).isEqualTo(1);
        assertThat(delivery.createdAt()).isEqualTo(PUBLISHED);
    }

    @Test
    void aRetryThatIsTakenAfterTheResendFailedMakesItDelivered() throws SQLException {
        var original = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        original.failed(500, "the original's first");
        Life resend = original.again(1);
        while (resend.failed(503, "the resend's")) {
            // until it is given up
        }
        assertThat(known(both(original, resend)).state()).isEqualTo(DeliveryState.FAILED);

        original.delivered("the original's retry");

        var delivery = known(both(original, resend));
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.status()).contains(200);
        assertThat(delivery.resends()).as("the next is another").isEqualTo(1);
        assertThat(known(both(resend, original))).isEqualTo(delivery);
    }

    @Test
    void aRetryThatFailsAfterTheResendWasTakenLeavesItDelivered() throws SQLException {
        var original = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        original.failed(500, "the original's first");
        Life resend = original.again(1);
        resend.delivered("the resend's");
        assertThat(known(both(original, resend)).state()).isEqualTo(DeliveryState.DELIVERED);

        while (original.failed(503, "the original's retry")) {
            // until it is given up
        }

        var delivery = known(both(original, resend));
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.status()).contains(200);
        assertThat(delivery.resends()).isEqualTo(1);
        assertThat(known(both(resend, original))).isEqualTo(delivery);
    }

    @Test
    void oneThatIsSentAgainThoughItWasDeliveredStaysDeliveredAndIsCounted() throws SQLException {
        var original = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        original.delivered("thanks");
        Life first = original.again(1);
        Life second = original.again(2);
        first.failed(500, "have it already");

        var records = both(original, first);
        records.addAll(second.records());

        var delivery = known(records);
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.resends()).isEqualTo(2);
        assertThat(delivery.createdAt()).isEqualTo(PUBLISHED);
        assertThat(delivery.source().orElseThrow()).hasToString("sahut.events-3@17");
    }

    private static List<ConsumerRecord<byte[], byte[]>> both(Life one, Life other) {
        var records = new ArrayList<>(one.records());
        records.addAll(other.records());
        return records;
    }

    @Test
    void whatIsToBeSentAgainIsToldPageByPageFromTheOldestOn() throws SQLException {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (int i = 0; i < 10; i++) {
            var life =
                    Life.begin(
                            WEBHOOK,
                            new EventId("evt_" + i),
                            "message.created",
                            PUBLISHED.plusSeconds(i / 4));
            life.expired(ExpiryReason.BACKLOG);
            records.addAll(life.records());
        }
        try (var database = open();
                var connection = database.reader()) {
            write(database, records);
            var questions = new FrozenQuestions(connection);
            var question =
                    new FrozenQuestion(
                            WEBHOOK,
                            Set.of(DeliveryState.FAILED),
                            false,
                            Optional.of("message.created"),
                            PUBLISHED,
                            PUBLISHED.plusSeconds(60),
                            PUBLISHED.plusSeconds(3_600));

            assertThat(questions.count(question)).isEqualTo(10);
            assertThat(questions.countUpTo(question, 100)).isEqualTo(10);
            assertThat(questions.countUpTo(question, 7)).isEqualTo(7);
            var seen = new ArrayList<RecordedDelivery>();
            Optional<Cursor> after = Optional.empty();
            for (var page = questions.page(question, after, 3);
                    !page.isEmpty();
                    page = questions.page(question, after, 3)) {
                seen.addAll(page);
                after = Optional.of(Cursor.at(page.getLast()));
            }
            assertThat(seen).hasSize(10).doesNotHaveDuplicates();
            assertThat(seen)
                    .extracting(RecordedDelivery::createdAt)
                    .isSortedAccordingTo(Instant::compareTo);
            assertThat(questions.fates(question, after.orElseThrow().createdAt()))
                    .isEqualTo(new Fates(0, 0));
        }
    }

    @Test
    void anIdThatTwoWebhooksHaveIsADeliveryOfEach() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        var other = new WebhookId("wh_2");
        var first = new Batch();
        life.records().forEach(it -> reader.read(it, first));
        DeliveryKey key = first.deliveries().keySet().iterator().next();
        var facts = first.deliveries().values().iterator().next();
        var second = new Batch();
        second.add(new DeliveryKey(other, key.id()), facts);
        try (var database = open();
                var writer = new HistoryWriter(database)) {
            writer.write(first, Map.of());
            writer.write(second, Map.of());

            assertThat(HistoryTables.dump(database)).hasSize(2);
        }
    }

    @Test
    void recordsThatSomebodyFilledWithRubbishStopNobody() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        life.delivered("thanks");
        var records = new ArrayList<>(life.records());
        for (String rubbish :
                List.of(
                        "\"status\": 70000",
                        "\"attempt\": 2000000000",
                        "\"resend\": -1",
                        "\"started_at\": \"+1000000000-12-31T23:59:59Z\"",
                        "\"created_at\": \"-1000000000-01-01T00:00:00Z\"",
                        "\"took_ms\": 9223372036854775807",
                        "\"next_tier\": \"999999999d\", \"next\": \"retry\"",
                        "\"event_type\": \"a\\u0000b\"",
                        "\"detail\": \"a\\u0000b\", \"response_start\": \"\\u0000\"")) {
            records.add(byHand(Life.TOPICS.attempts(), attemptWith(rubbish), new RecordHeaders()));
        }
        records.add(
                byHand(
                        Life.TOPICS.erasures(),
                        """
                        {"delivery_id": "dlv_1", "event_id": "evt_1",
                         "created_at": "+1000000000-12-31T23:59:59Z"}\
                        """,
                        new RecordHeaders()));
        for (String topic : reader.topics()) {
            var headers = new RecordHeaders();
            headers.add("last-status", "999999999".getBytes(UTF_8));
            headers.add("last-error", "x".getBytes(UTF_8));
            headers.add("deferrals", "1".getBytes(UTF_8));
            headers.add("deferral-reason", "a\0b".getBytes(UTF_8));
            headers.add("expired-reason", "a\0b".getBytes(UTF_8));
            headers.add("event-type", "a\0b".getBytes(UTF_8));
            records.add(byHand(topic, "{}", headers));
        }

        assertThat(known(records).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    /// An attempt of another webhook's delivery, with these members in place of ours: of two of one
    /// name the last counts.
    private static String attemptWith(String members) {
        return """
        {"delivery_id": "dlv_x", "event_id": "evt_x", "webhook_id": "wh_x", "attempt": 1,
         "outcome": "refused", "detail": "answered 500", "next": "none",
         "started_at": "2026-11-27T08:00:00Z", %s}\
        """
                .formatted(members);
    }

    private static ConsumerRecord<byte[], byte[]> byHand(
            String topic, String value, RecordHeaders headers) {
        return new ConsumerRecord<>(
                topic,
                0,
                1_000,
                PUBLISHED.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                4,
                value.length(),
                "wh_x".getBytes(UTF_8),
                value.getBytes(UTF_8),
                headers,
                Optional.empty());
    }

    @Test
    void whoeverHasLostAPartitionWritesNothing() throws SQLException {
        var life = Life.begin(WEBHOOK, EVENT, "message.created", PUBLISHED);
        try (var database = open();
                var ours = new HistoryWriter(database)) {
            assertThat(ours.begin(PARTITION)).isEmpty();
            ours.write(new Batch(), Map.of(PARTITION, 5L));
            try (var other = new Progress(database.writer())) {
                assertThat(other.begin(PARTITION)).hasValue(5);
                other.advance(PARTITION, 9);
                database.writer().commit();
            }

            var batch = new Batch();
            life.records().forEach(it -> reader.read(it, batch));
            assertThatThrownBy(() -> ours.write(batch, Map.of(PARTITION, 6L)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("sahut.attempts-0");

            assertThat(new HistoryQuestions(database).find(life.delivery().id(), _ -> true))
                    .isEmpty();
        }
    }

    @Test
    void whatIsTooOldIsForgottenALittleAtATime() throws SQLException {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (int i = 0; i < 2_500; i++) {
            var life = Life.begin(WEBHOOK, new EventId("evt_" + i), "a", PUBLISHED.plusSeconds(i));
            life.delivered("thanks");
            records.addAll(life.records());
        }
        Instant now = PUBLISHED.plus(Duration.ofDays(7)).plusSeconds(2_400);
        try (var database = open()) {
            write(database, records);
            try (var sweep = new Sweep(database, Duration.ofDays(7), () -> now, () -> 0)) {
                assertThat(sweep.turn()).isEqualTo(1_000);
                assertThat(sweep.turn()).isEqualTo(1_000);
                assertThat(sweep.turn()).isEqualTo(400);
                assertThat(sweep.turn()).isZero();
            }

            assertThat(HistoryTables.dump(database)).hasSize(200);
        }
    }

    private RecordedDelivery known(List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        try (var database = open()) {
            write(database, records);
            DeliveryId id = DerivedIds.delivery(EVENT, WEBHOOK);
            return new HistoryQuestions(database).find(id, _ -> true).orElseThrow();
        }
    }

    private List<String> tablesAfter(List<ConsumerRecord<byte[], byte[]>> records, Random random)
            throws SQLException {
        try (var database = open()) {
            int from = 0;
            while (from < records.size()) {
                int to = Math.min(records.size(), from + 1 + random.nextInt(60));
                write(database, records.subList(from, to));
                from = to;
            }
            return HistoryTables.dump(database);
        }
    }

    void write(Database database, List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        try (var writer = new HistoryWriter(database)) {
            var batch = new Batch();
            records.forEach(it -> reader.read(it, batch));
            writer.write(batch, Map.of());
        }
    }

    /// An empty database.
    abstract Database open() throws SQLException;
}
