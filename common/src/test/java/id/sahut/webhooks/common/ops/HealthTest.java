package id.sahut.webhooks.common.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
    void everyCheckIsAGaugeAlsoOneThatIsAddedLater() {
        var meters = new SimpleMeterRegistry();
        var kafka = new AtomicReference<>(Optional.of("has not answered for 9 s"));
        health.ready("kafka", kafka::get);
        health.bindTo(meters);
        health.live("loop", Optional::empty);
        health.ready("loop", () -> Optional.of("has not joined yet"));
        health.extra("history", () -> Optional.of("is locked"));

        assertThat(told(meters, "kafka")).isZero();
        assertThat(told(meters, "loop")).as("one of the two").isZero();
        assertThat(told(meters, "history")).isZero();
        kafka.set(Optional.empty());
        health.ready("loop", Optional::empty);
        assertThat(told(meters, "kafka")).isOne();
        assertThat(told(meters, "loop")).isOne();
    }

    private static double told(SimpleMeterRegistry meters, String check) {
        return meters.get("sahut.health").tag("check", check).gauge().value();
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
