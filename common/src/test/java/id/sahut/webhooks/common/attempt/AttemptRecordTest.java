package id.sahut.webhooks.common.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AttemptRecordTest {

    private static final AttemptRecord FULL =
            new AttemptRecord(
                    "dlv_1",
                    "evt_1",
                    "message.created",
                    "wh_1",
                    "ws_1",
                    2,
                    "refused",
                    503,
                    "503",
                    Instant.parse("2026-05-01T12:00:00.123Z"),
                    41,
                    "sibuk\n\"👋\"",
                    "retry",
                    "30s",
                    3,
                    Instant.parse("2026-05-01T11:00:00.456789Z"),
                    "sahut.events-4@17");
    private static final AttemptRecord SPARSE =
            new AttemptRecord(
                    "dlv_1",
                    "evt_1",
                    null,
                    "wh_1",
                    null,
                    1,
                    "timed_out",
                    null,
                    "connect",
                    Instant.parse("2026-05-01T12:00:00Z"),
                    10_000,
                    null,
                    "none",
                    null,
                    0,
                    null,
                    null);

    @Test
    void everyFieldComesBackAsItWasWritten() {
        for (var record : List.of(FULL, SPARSE)) {
            assertThat(AttemptRecord.read(record.write("t").value())).hasValue(record);
        }
    }

    @Test
    void theRecordIsReadableAndItsKeyIsTheWebhooksId() {
        var record = FULL.write("sahut.attempts");
        assertThat(record.topic()).isEqualTo("sahut.attempts");
        assertThat(record.key()).asString().isEqualTo("wh_1");
        assertThat(record.value())
                .asString()
                .contains(
                        "\"delivery_id\":\"dlv_1\"",
                        "\"started_at\":\"2026-05-01T12:00:00.123Z\"",
                        "\"took_ms\":41");
    }

    @Test
    void membersThatWeDoNotKnowAreIgnored() {
        String json = "{\"later\":1," + new String(FULL.write("t").value(), UTF_8).substring(1);
        assertThat(AttemptRecord.read(json.getBytes(UTF_8))).hasValue(FULL);
    }

    @Test
    void aRecordOfAnOlderVersionIsOfAnOriginal() {
        String json = new String(SPARSE.write("t").value(), UTF_8);
        String older = json.substring(0, json.indexOf(",\"resend\"")) + "}";

        assertThat(AttemptRecord.read(older.getBytes(UTF_8))).hasValue(SPARSE);
    }

    @Test
    void whatIsNoAttemptIsNone() {
        for (String text : List.of("", "null", "1", "[]", "{}", "halo", "{\"attempt\":\"x\"}")) {
            assertThat(AttemptRecord.read(text.getBytes(UTF_8)))
                    .as(text)
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void anAttemptThatLacksAnyOfItsMembersIsNone() {
        String json = new String(FULL.write("t").value(), UTF_8);
        for (String name :
                List.of(
                        "delivery_id",
                        "event_id",
                        "webhook_id",
                        "attempt",
                        "outcome",
                        "detail",
                        "started_at",
                        "next")) {
            String without = json.replace("\"" + name + "\":", "\"not_" + name + "\":");
            assertThat(AttemptRecord.read(without.getBytes(UTF_8)))
                    .as(name)
                    .isEqualTo(Optional.empty());
        }
    }
}
