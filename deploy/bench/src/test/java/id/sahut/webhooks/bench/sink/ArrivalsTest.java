package id.sahut.webhooks.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.bench.load.Payload;
import id.sahut.webhooks.common.id.WorkspaceId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ID = "dlv_000102030405060708090a0b0c0d0e0f";

    private final Arrivals arrivals = new Arrivals(() -> NOW, List.of(Duration.ofSeconds(5)));

    @Test
    void anAttemptThatIsMadeAgainAtAHealthyEndpointIsNotExplained() {
        arrivals.arrived("ok", ID, 1, scheduled(NOW));
        arrivals.arrived("ok", ID, 1, scheduled(NOW));

        assertThat(arrivals.count().repeats()).isEqualTo(1);
        assertThat(arrivals.snapshot().group("ok")).isEqualTo(new Snapshot.Group(2, 1));
    }

    @Test
    void anAttemptThatIsMadeAgainWhereTheConnectionBrokeIsExcusedAndStillCounted() {
        arrivals.arrived("reset", ID, 1, scheduled(NOW));
        arrivals.arrived("reset", ID, 1, scheduled(NOW));

        assertThat(arrivals.count().repeats()).isZero();
        assertThat(arrivals.snapshot().group("reset")).isEqualTo(new Snapshot.Group(2, 1));
    }

    @Test
    void nothingHasComeForAGroupThatNobodyAskedFor() {
        assertThat(arrivals.snapshot().group("hang")).isEqualTo(new Snapshot.Group(0, 0));
        assertThat(arrivals.snapshot().latency("hang")).isEmpty();
    }

    @Test
    void timingAnewForgetsTimesButNotWhatHasArrived() {
        arrivals.arrived("ok", ID, 1, scheduled(NOW.minusMillis(7)));
        arrivals.timeFrom(ChronoUnit.MICROS.between(Instant.EPOCH, NOW));

        assertThat(arrivals.snapshot().latency("ok")).isEmpty();
        assertThat(arrivals.count().posts()).isEqualTo(1);
    }

    private static ByteBuf scheduled(Instant moment) {
        return Unpooled.wrappedBuffer(Payload.of(new WorkspaceId("ws_1"), 1, moment));
    }
}
