package id.sahut.webhooks.common.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class HealthTest {

    private final Health health = new Health();

    @Test
    void aProcessWithoutChecksIsWell() {
        assertThat(health.liveness().isWell()).isTrue();
        assertThat(health.readiness().isWell()).isTrue();
    }

    @Test
    void kafkaBeingAwayMakesItUnreadyAndNotDead() {
        health.ready("kafka", () -> Optional.of("has not answered for 9 s"));
        assertThat(health.liveness().isWell()).isTrue();
        assertThat(health.readiness().problems())
                .isEqualTo(Map.of("kafka", "has not answered for 9 s"));
    }

    @Test
    void aDeadProcessIsNotReadyEither() {
        health.live("loop", () -> Optional.of("stopped"));
        health.ready("views", Optional::empty);
        assertThat(health.liveness().isWell()).isFalse();
        assertThat(health.readiness().problems()).isEqualTo(Map.of("loop", "stopped"));
    }

    @Test
    void aHeartbeatIsSilentUpToItsLimitAndNoLonger() {
        var nanos = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may pass its end
        var heartbeat = new Heartbeat(nanos::get, Duration.ofSeconds(30));
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(heartbeat.problem()).isEqualTo(Optional.empty());
        nanos.incrementAndGet();
        assertThat(heartbeat.problem()).hasValue("has not turned for 30 s");
        heartbeat.beat();
        assertThat(heartbeat.problem()).isEqualTo(Optional.empty());
    }
}
