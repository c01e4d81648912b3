package id.sahut.webhooks.common.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeliverySignsTest {

    private static final Instant WRITTEN = Instant.parse("2026-05-01T12:00:00.123Z");
    private static final Instant CREATED = Instant.parse("2026-05-01T11:00:00Z");
    private static final Instant EXPIRED = Instant.parse("2026-05-01T11:59:00Z");
    private static final RecordPlace EVENTS_PLACE = new RecordPlace("sahut.events", 4, 17);
    private static final DeliveryRecords RECORDS =
            new DeliveryRecords(new EventReader(EventCatalogue.builtIn(), 4_096), 5);
    private static final Delivery FAILED =
            Delivery.first(
                            new WebhookId("wh_1"),
                            new DeliveryId("dlv_1"),
                            new EventId("evt_1"),
                            "contact.updated",
                            "ws_1",
                            CREATED,
                            Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                            new byte[] {1})
                    .from(EVENTS_PLACE)
                    .again(2, CREATED)
                    .failed(new Delivery.LastFailure(Optional.of(503), "refused: answered 503"));

    @Test
    void aDeferredRecordTellsWhatItWaitsFor() {
        var signs = signs(DeliveryRecords.writeDeferred("t", FAILED.deferred(WRITTEN), "disabled"));

        assertThat(signs.webhookId()).isEqualTo(FAILED.webhookId());
        assertThat(signs.deliveryId()).isEqualTo(FAILED.id());
        assertThat(signs.eventId()).isEqualTo(FAILED.eventId());
        assertThat(signs.eventType()).isEqualTo(FAILED.eventType());
        assertThat(signs.workspaceId()).isEqualTo(FAILED.workspaceId());
        assertThat(signs.source()).isEqualTo(EVENTS_PLACE);
        assertThat(signs.resend()).isEqualTo(2);
        assertThat(signs.attempt()).isEqualTo(1);
        assertThat(signs.createdAt()).isEqualTo(CREATED);
        assertThat(signs.deferrals()).isEqualTo(1);
        assertThat(signs.deferredSince()).hasValue(WRITTEN);
        assertThat(signs.deferralReason()).hasValue("disabled");
        assertThat(signs.lastFailure()).isEqualTo(FAILED.lastFailure());
        assertThat(signs.traceparent()).isEqualTo(FAILED.traceparent());
        assertThat(signs.isExpired()).isFalse();
        assertThat(signs.expiredAt()).isEmpty();
        assertThat(signs.isAgain()).isFalse();
    }

    @Test
    void anExpiredRecordIsToldAsItEndedAndDoesNotStartOver() {
        var signs =
                signs(DeliveryRecords.writeExpired("t", FAILED, ExpiryReason.ATTEMPTS, EXPIRED));

        assertThat(signs.isExpired()).isTrue();
        assertThat(signs.expiredAt()).hasValue(EXPIRED);
        assertThat(signs.expiredReason()).hasValue("attempts");
        assertThat(signs.attempt()).isEqualTo(1);
        assertThat(signs.resend()).isEqualTo(2);
        assertThat(signs.createdAt()).isEqualTo(CREATED);
        assertThat(signs.lastFailure()).isEqualTo(FAILED.lastFailure());
    }

    @Test
    void aResendIsToldFromARepeat() {
        assertThat(signs(DeliveryRecords.writeResend("t", FAILED.again(1, WRITTEN))).isAgain())
                .isTrue();
        assertThat(signs(DeliveryRecords.write("t", FAILED)).isAgain()).isFalse();
    }

    @Test
    void aPayloadThatIsMissingIsNotMissed() {
        var signs = DeliverySigns.of(record("wh_1", null)).orElseThrow();

        assertThat(signs.source()).isEqualTo(new RecordPlace("sahut.deliveries", 2, 41));
        assertThat(signs.createdAt()).isEqualTo(WRITTEN);
        assertThat(signs.eventType()).isEmpty();
        assertThat(signs.resend()).isZero();
    }

    @Test
    void aRecordOfNoWebhookHasNone() {
        byte[] value = {1};
        assertThat(DeliverySigns.of(record(null, value))).isEmpty();
        assertThat(DeliverySigns.of(record("", value))).isEmpty();
        assertThat(DeliverySigns.of(record("Budi", value))).isEmpty();
    }

    @Test
    void whateverIsInTheHeadersItSaysWhatReadingForDeliverySays() {
        String[] names = {
            "delivery-id",
            "event-id",
            "event-type",
            "source",
            "resend",
            "attempt",
            "created-at",
            "deferrals",
            "deferred-since",
            "deferral-reason",
            "last-error",
            "last-status"
        };
        String[] values = {
            "", "1", "7", "dlv_x", "a b", "message.created", "t-1@2", "-1", "\u00e9"
        };
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var record = record("wh_1", new byte[] {1});
            for (int i = 0; i < 8; i++) {
                record.headers()
                        .add(
                                names[random.nextInt(names.length)],
                                values[random.nextInt(values.length)].getBytes(UTF_8));
            }
            var signs = DeliverySigns.of(record).orElseThrow();
            var read = ((DeliveryReading.Readable) RECORDS.read(record)).delivery();

            assertThat(read.id()).as("seed %d", seed).isEqualTo(signs.deliveryId());
            assertThat(read.eventId()).as("seed %d", seed).isEqualTo(signs.eventId());
            assertThat(read.eventType()).as("seed %d", seed).isEqualTo(signs.eventType());
            assertThat(read.source()).as("seed %d", seed).hasValue(signs.source());
            assertThat(read.resend()).as("seed %d", seed).isEqualTo(signs.resend());
            assertThat(read.attempt()).as("seed %d", seed).isEqualTo(Math.min(5, signs.attempt()));
            assertThat(read.createdAt()).as("seed %d", seed).isEqualTo(signs.createdAt());
            assertThat(read.deferrals()).as("seed %d", seed).isEqualTo(signs.deferrals());
            assertThat(read.lastFailure()).as("seed %d", seed).isEqualTo(signs.lastFailure());
        }
    }

    private static DeliverySigns signs(ProducerRecord<byte[], byte[]> written) {
        var record = record(new String(written.key(), UTF_8), written.value());
        written.headers().forEach(record.headers()::add);
        return DeliverySigns.of(record).orElseThrow();
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
}
