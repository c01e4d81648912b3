package id.sahut.webhooks.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.id.WorkspaceId;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PayloadTest {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_maxx00000007");
    private static final Instant SCHEDULED = Instant.parse("2026-11-23T07:55:43.668123Z");

    @Test
    void theTimeThatItWasScheduledForIsReadBackToTheMicrosecond() {
        byte[] payload = Payload.of(WORKSPACE, 42, SCHEDULED);
        assertThat(Payload.scheduledMicros(Unpooled.wrappedBuffer(payload)))
                .isEqualTo(SCHEDULED.getEpochSecond() * 1_000_000 + 668_123);
    }

    @Test
    void theTimeIsFoundWhereverTheBodyBegins() {
        byte[] payload = Payload.of(WORKSPACE, 42, SCHEDULED);
        var body = Unpooled.wrappedBuffer(new byte[100], payload);
        body.skipBytes(100);
        assertThat(Payload.scheduledMicros(body))
                .isEqualTo(SCHEDULED.getEpochSecond() * 1_000_000 + 668_123);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 800, 5_200, 200_000, 262_144})
    void itIsAnEventOfThatManyBytes(int bytes) {
        byte[] payload = Payload.of(WORKSPACE, 123_456_789, SCHEDULED, bytes);
        assertThat(payload).hasSize(bytes);
        JsonNode event = JsonMapper.shared().readTree(payload);
        assertThat(event.path("event").asString()).isEqualTo(Payload.EVENT_TYPE);
        assertThat(event.path("workspace_id").asString()).isEqualTo(WORKSPACE.value());
        assertThat(event.path("data").path("number").asLong()).isEqualTo(123_456_789);
    }

    @Test
    void theTextOfTwoIsNotTheSame() {
        assertThat(text(1)).isNotEqualTo(text(2)).hasSameSizeAs(text(2));
    }

    @Test
    void whatIsNoEventOfARunHasNoTime() {
        var body = Unpooled.wrappedBuffer("{\"event\":\"ping\"}".getBytes(UTF_8));
        assertThatThrownBy(() -> Payload.scheduledMicros(body)).hasMessage("not an event of a run");
    }

    private static String text(long number) {
        return JsonMapper.shared()
                .readTree(Payload.of(WORKSPACE, number, SCHEDULED))
                .path("data")
                .path("text")
                .asString();
    }
}
