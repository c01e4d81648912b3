package id.sahut.webhooks.common.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeliveryRecordsTest {

    private static final DeliveryRecords RECORDS =
            new DeliveryRecords(new EventReader(EventCatalogue.builtIn(), 4096), 5);
    private static final Instant WRITTEN = Instant.parse("2026-05-01T12:00:00.123Z");
    private static final Instant CREATED = Instant.parse("2026-05-01T11:00:00.456789Z");
    private static final RecordPlace OWN_PLACE = new RecordPlace("sahut.deliveries", 2, 41);
    private static final byte[] EVENT =
            "{\"event\":\"message.created\",\"workspace_id\":\"ws_1\",\"data\":\"Halo 👋\"}"
                    .getBytes(UTF_8);
    private static final Delivery FULL =
            new Delivery(
                    new WebhookId("wh_1"),
                    new DeliveryId("dlv_1"),
                    new EventId("evt_1"),
                    Optional.of("contact.updated"),
                    Optional.of("ws_2"),
                    Optional.of(new RecordPlace("sahut.events", 4, 1_234_567)),
                    2,
                    3,
                    CREATED,
                    7,
                    Optional.of(Instant.parse("2026-05-01T11:30:00Z")),
                    Optional.of(
                            new Delivery.LastFailure(
                                    Optional.of(503), "refused: 503 sedang sibuk 🙏")),
                    Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                    EVENT);

    @Test
    void withFewerTiersThanItWasParkedUnderADeliveryHasOneAttemptLeft() {
        var shorter = new DeliveryRecords(new EventReader(EventCatalogue.builtIn(), 1_000), 3);
        var record = record(DeliveryRecords.write("t", FULL));
        record.headers().add("attempt", "4".getBytes(UTF_8));

        assertThat(shorter.read(record))
                .isInstanceOfSatisfying(
                        DeliveryReading.Readable.class,
                        it -> assertThat(it.delivery().attempt()).isEqualTo(3));
    }

    @Test
    void everyFieldComesBackAsItWasWritten() {
        assertThat(readable(record(DeliveryRecords.write("t", FULL))))
                .usingRecursiveComparison()
                .isEqualTo(FULL);
    }

    @Test
    void aFirstDeliveryComesBackAsItWasWritten() {
        var first =
                Delivery.first(
                        new WebhookId("wh_1"),
                        new DeliveryId("d"),
                        new EventId("e"),
                        "message.created",
                        "ws_1",
                        CREATED,
                        Optional.empty(),
                        EVENT);
        assertThat(readable(record(DeliveryRecords.write("t", first))))
                .usingRecursiveComparison()
                .isEqualTo(first.from(OWN_PLACE));
    }

    @Test
    void headersAreUtf8TextThatAnyToolShows() {
        var headers = DeliveryRecords.write("t", FULL).headers();
        assertThat(headers.toArray())
                .extracting(it -> it.key() + "=" + new String(it.value(), UTF_8))
                .containsExactly(
                        "delivery-id=dlv_1",
                        "event-id=evt_1",
                        "event-type=contact.updated",
                        "workspace-id=ws_2",
                        "source=sahut.events-4@1234567",
                        "resend=2",
                        "attempt=3",
                        "created-at=2026-05-01T11:00:00.456789Z",
                        "deferrals=7",
                        "deferred-since=2026-05-01T11:30:00Z",
                        "last-status=503",
                        "last-error=refused: 503 sedang sibuk 🙏",
                        "traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    }

    @Test
    void aLongErrorIsCutToTheLimitBetweenTwoCharacters() throws CharacterCodingException {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var error = new StringBuilder();
            while (error.length() < 300) {
                error.append(List.of("a", "é", "ส", "👋").get(random.nextInt(4)));
            }
            var failed = FULL.failed(new Delivery.LastFailure(Optional.empty(), error.toString()));
            byte[] written =
                    DeliveryRecords.write("t", failed).headers().lastHeader("last-error").value();
            assertThat(written.length).as("seed %d", seed).isBetween(253, 256);
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(written)).toString();
            assertThat(error.toString()).as("seed %d", seed).startsWith(text);
        }
    }

    @Test
    void aRecordWithOnlyAKeyAndAValueIsANewDelivery() {
        var delivery = readable(record("wh_1", EVENT));
        var eventId = DerivedIds.event("sahut.deliveries", 2, 41, WRITTEN.toEpochMilli());
        assertThat(delivery)
                .usingRecursiveComparison()
                .isEqualTo(
                        new Delivery(
                                new WebhookId("wh_1"),
                                DerivedIds.delivery(eventId, new WebhookId("wh_1")),
                                eventId,
                                Optional.of("message.created"),
                                Optional.empty(),
                                Optional.of(OWN_PLACE),
                                0,
                                0,
                                WRITTEN,
                                0,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                EVENT));
    }

    @Test
    void aValueThatIsNoEventIsDeliveredWithoutAType() {
        assertThat(readable(record("wh_1", "halo".getBytes(UTF_8))).eventType())
                .isEqualTo(Optional.empty());
        assertThat(readable(record("wh_1", new byte[0])).eventType()).isEqualTo(Optional.empty());
    }

    @Test
    void headersThatAreNotWhatTheyShouldBeCountAsMissing() {
        var plain = readable(record("wh_1", EVENT));
        for (String rubbish :
                List.of(
                        "",
                        " ",
                        "\u0000",
                        "-1",
                        "99999999999999999999",
                        "1e3",
                        "NaN",
                        "٣",
                        "wrong type\r\nX: y",
                        "x".repeat(257),
                        "0000-00-00T00:00:00Z",
                        "0001-01-01T00:00:00Z",
                        "+1000000000-12-31T23:59:59.999999999Z",
                        "-1000000000-01-01T00:00:00Z")) {
            var record = record("wh_1", EVENT);
            for (String name :
                    List.of(
                            "attempt",
                            "created-at",
                            "deferred-since",
                            "event-type",
                            "source",
                            "resend")) {
                record.headers().add(name, rubbish.getBytes(UTF_8));
            }
            record.headers().add("deferrals", rubbish.getBytes(UTF_8));
            assertThat(withoutType(readable(record)))
                    .as(rubbish)
                    .usingRecursiveComparison()
                    .isEqualTo(withoutType(plain));
        }
    }

    @Test
    void anEventTypeThatCannotBeSentIsReplacedByThePayloads() {
        for (String rubbish : List.of("a\r\nX-Evil: 1", "Ünsafe", "a b", "x".repeat(65), "")) {
            var record = record("wh_1", EVENT);
            record.headers().add("event-type", rubbish.getBytes(UTF_8));
            assertThat(readable(record).eventType()).as(rubbish).hasValue("message.created");
        }
    }

    @Test
    void idsThatAreNoTokensCountAsMissing() {
        var plain = readable(record("wh_1", EVENT));
        for (String rubbish :
                List.of("", "a b", "a\nb", "ä", "x".repeat(129), "x".repeat(100_000))) {
            var record = record("wh_1", EVENT);
            record.headers().add("event-id", rubbish.getBytes(UTF_8));
            record.headers().add("delivery-id", rubbish.getBytes(UTF_8));
            assertThat(readable(record).id()).as(rubbish).isEqualTo(plain.id());
            assertThat(readable(record).eventId()).as(rubbish).isEqualTo(plain.eventId());
        }
    }

    @Test
    void noRubbishInAnyHeaderStopsTheReading() {
        List<String> names =
                List.of(
                        "delivery-id",
                        "event-id",
                        "event-type",
                        "workspace-id",
                        "attempt",
                        "created-at",
                        "deferrals",
                        "deferred-since",
                        "last-status",
                        "last-error",
                        "traceparent",
                        "source",
                        "resend",
                        "deferral-reason",
                        "expired-at",
                        "expired-reason");
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var record = record("wh_1", EVENT);
            for (String name : names) {
                if (random.nextBoolean()) {
                    var value = new byte[random.nextInt(300)];
                    random.nextBytes(value);
                    record.headers().add(name, random.nextInt(10) == 0 ? null : value);
                }
            }
            var delivery = readable(record);
            assertThat(delivery.attempt()).as("seed %d", seed).isBetween(0, 5);
            assertThat(delivery.webhookId()).as("seed %d", seed).hasToString("wh_1");
            // and what was read can be written and read again
            var again = readable(record(DeliveryRecords.write("t", delivery)));
            assertThat(again.id()).as("seed %d", seed).isEqualTo(delivery.id());
        }
    }

    @Test
    void theLatestOfTwoHeadersCounts() {
        var record = record("wh_1", EVENT);
        record.headers().add("attempt", "1".getBytes(UTF_8)).add("attempt", "2".getBytes(UTF_8));
        assertThat(readable(record).attempt()).isEqualTo(2);
    }

    @Test
    void anExpiredRecordPipedBackStartsOverAsTheSameDelivery() {
        var expired =
                DeliveryRecords.writeExpired(
                        "t", FULL, ExpiryReason.ATTEMPTS, Instant.parse("2026-05-01T11:59:00Z"));
        assertThat(text(expired.headers().lastHeader("expired-reason"))).isEqualTo("attempts");
        assertThat(text(expired.headers().lastHeader("expired-at")))
                .isEqualTo("2026-05-01T11:59:00Z");

        assertThat(readable(record(expired)))
                .usingRecursiveComparison()
                .isEqualTo(
                        new Delivery(
                                FULL.webhookId(),
                                FULL.id(),
                                FULL.eventId(),
                                FULL.eventType(),
                                FULL.workspaceId(),
                                FULL.source(),
                                3,
                                0,
                                WRITTEN,
                                0,
                                Optional.empty(),
                                Optional.empty(),
                                FULL.traceparent(),
                                EVENT));
    }

    @Test
    void aDeliveryThatStartedOverClimbsTheLadderAgain() {
        var expired = DeliveryRecords.writeExpired("t", FULL, ExpiryReason.BACKLOG, WRITTEN);
        var failed =
                readable(record(expired))
                        .failed(new Delivery.LastFailure(Optional.of(500), "refused"));
        assertThat(readable(record(DeliveryRecords.write("t", failed))).attempt()).isEqualTo(1);
    }

    @Test
    void anOriginalSaysNothingOfBeingSentAgain() {
        var first = FULL.again(0, CREATED);
        assertThat(DeliveryRecords.write("t", first).headers().lastHeader("resend")).isNull();
    }

    @Test
    void aResendIsMeantAndCarriesItsNumberThroughEverythingThatBecomesOfIt() {
        var resend = record(DeliveryRecords.writeResend("t", FULL.again(7, WRITTEN)));
        assertThat(text(resend.headers().lastHeader("again"))).isEqualTo("resend");
        assertThat(RECORDS.read(resend))
                .isInstanceOfSatisfying(
                        DeliveryReading.Readable.class, it -> assertThat(it.again()).isTrue());

        var failed = readable(resend).failed(new Delivery.LastFailure(Optional.empty(), "x"));
        var retry = readable(record(DeliveryRecords.write("t", failed)));
        assertThat(retry.attempt()).isEqualTo(1);
        assertThat(retry.resend()).isEqualTo(7);
        assertThat(retry.source()).isEqualTo(FULL.source());

        var waited =
                readable(
                        record(
                                DeliveryRecords.writeDeferred(
                                        "t", retry.deferred(WRITTEN), "crowded")));
        assertThat(waited.resend()).isEqualTo(7);
        assertThat(waited.source()).isEqualTo(FULL.source());

        var expired = DeliveryRecords.writeExpired("t", waited, ExpiryReason.BACKLOG, WRITTEN);
        assertThat(readable(record(expired)).resend()).isEqualTo(8);
    }

    @Test
    void aResendsNumberIsHeldToWhatAnybodyWouldSend() {
        var record = record("wh_1", EVENT);
        record.headers().add("resend", "99999".getBytes(UTF_8));
        assertThat(readable(record).resend()).isEqualTo(10_000);
        record.headers().add("expired-at", WRITTEN.toString().getBytes(UTF_8));
        assertThat(readable(record).resend()).isEqualTo(10_000);
        for (int number : List.of(0, -1, 10_001)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> DeliveryRecords.writeResend("t", FULL.again(number, WRITTEN)));
        }
    }

    @Test
    void whyADeliveryWasSetAsideIsToldOfThatOneWaitOnly() {
        var deferred = DeliveryRecords.writeDeferred("t", FULL.deferred(WRITTEN), "disabled");
        assertThat(text(deferred.headers().lastHeader("deferral-reason"))).isEqualTo("disabled");

        var back = readable(record(deferred));
        for (var next :
                List.of(
                        DeliveryRecords.write("t", back),
                        DeliveryRecords.writeExpired("t", back, ExpiryReason.BACKLOG, WRITTEN))) {
            assertThat(next.headers().lastHeader("deferral-reason")).isNull();
        }
    }

    @Test
    void aFailureIsChargedAndEndsTheDeferrals() {
        var failed = FULL.failed(new Delivery.LastFailure(Optional.empty(), "timed_out"));
        assertThat(failed.attempt()).isEqualTo(4);
        assertThat(failed.deferrals()).isZero();
        assertThat(failed.deferredSince()).isEqualTo(Optional.empty());
    }

    @Test
    void aDeferralIsNotChargedAndRemembersTheFirst() {
        var once = FULL.failed(new Delivery.LastFailure(Optional.empty(), "x")).deferred(CREATED);
        var twice = once.deferred(WRITTEN);
        assertThat(twice.attempt()).isEqualTo(4);
        assertThat(twice.deferrals()).isEqualTo(2);
        assertThat(twice.deferredSince()).hasValue(CREATED);
    }

    @Test
    void aRecordWithNothingToSendOrNobodyToSendItToIsUnreadable() {
        assertUnreadable(record("wh_1", null), "the record has no value");
        assertUnreadable(record(null, EVENT), "the record has no key: it must be the webhook's id");
        assertUnreadable(record("", EVENT), "the record's key is not a webhook's id");
        assertUnreadable(record("Budi Santoso", EVENT), "the record's key is not a webhook's id");
        assertUnreadable(
                record("wh_" + "1".repeat(65), EVENT), "the record's key is not a webhook's id");
    }

    @Test
    void anUnreadableRecordIsGivenUpAsItCameWithTheReason() {
        var record = record("Budi", EVENT);
        record.headers().add("delivery-id", "dlv_1".getBytes(UTF_8));
        var expired = DeliveryRecords.writeUnreadable("t", record, "why", WRITTEN);
        assertThat(expired.key()).isEqualTo("Budi".getBytes(UTF_8));
        assertThat(expired.value()).isEqualTo(EVENT);
        assertThat(expired.headers().toArray())
                .extracting(it -> it.key() + "=" + text(it))
                .containsExactly(
                        "delivery-id=dlv_1",
                        "last-error=why",
                        "expired-reason=unreadable",
                        "expired-at=2026-05-01T12:00:00.123Z");
    }

    @Test
    void aDeliverysTextHoldsNoPayload() {
        assertThat(FULL).hasToString("dlv_1 of evt_1 to wh_1, 3 attempts");
    }

    private static Delivery withoutType(Delivery it) {
        return new Delivery(
                it.webhookId(),
                it.id(),
                it.eventId(),
                Optional.empty(),
                it.workspaceId(),
                it.source(),
                it.resend(),
                it.attempt(),
                it.createdAt(),
                it.deferrals(),
                it.deferredSince(),
                it.lastFailure(),
                it.traceparent(),
                it.payload());
    }

    private static void assertUnreadable(ConsumerRecord<byte[], byte[]> record, String why) {
        assertThat(RECORDS.read(record)).isEqualTo(new DeliveryReading.Unreadable(why));
    }

    private static Delivery readable(ConsumerRecord<byte[], byte[]> record) {
        return switch (RECORDS.read(record)) {
            case DeliveryReading.Readable(var delivery, var _) -> delivery;
            case DeliveryReading.Unreadable(var why) -> throw new AssertionError(why);
        };
    }

    private static ConsumerRecord<byte[], byte[]> record(ProducerRecord<byte[], byte[]> written) {
        var record = record(new String(written.key(), UTF_8), written.value());
        for (Header header : new ArrayList<>(List.of(written.headers().toArray()))) {
            record.headers().add(header);
        }
        return record;
    }

    @SuppressWarnings("NullAway") // Kafka's own types don't say that key and value may be null
    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "sahut.deliveries",
                2,
                41,
                WRITTEN.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static String text(Header header) {
        return new String(header.value(), UTF_8);
    }
}
