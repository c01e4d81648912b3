package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LagTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = -7 * SECOND;
    private final Lag lag = new Lag(() -> now);

    @Test
    void aFollowerThatIsAlwaysThreeSecondsBehindIsCurrent() {
        for (long second = 0; second < 60; second++) {
            lag.endIs(now, Map.of(0, second * 100));
            lag.readTo(Map.of(0, Math.max(0, second - 3) * 100));
            assertThat(lag.isCurrent()).isTrue();
            assertThat(lag.problem()).isEmpty();
            now += SECOND;
        }
        assertThat(lag.records()).isEqualTo(300);
    }

    @Test
    void oneThatIsSixSecondsBehindLags() {
        for (long second = 0; second < 60; second++) {
            lag.endIs(now, Map.of(0, second * 100));
            lag.readTo(Map.of(0, Math.max(0, second - 6) * 100));
            now += SECOND;
        }
        assertThat(lag.isCurrent()).isFalse();
        assertThat(lag.problem()).contains("lags by 600 records, for 6 s");
    }

    @Test
    void everyPartitionCounts() {
        lag.endIs(now, Map.of(0, 10L, 1, 10L));
        lag.readTo(Map.of(0, 20L, 1, 9L));
        assertThat(lag.hasReachedAny()).isFalse();
        assertThat(lag.records()).isEqualTo(1);

        lag.readTo(Map.of(0, 20L, 1, 10L));
        assertThat(lag.isCurrent()).isTrue();
    }

    @Test
    void howLongItLagsIsKnownHoweverLongThatIs() {
        for (long second = 0; second < 10_000; second++) {
            lag.endIs(now, Map.of(0, 1 + second));
            now += SECOND;
        }
        assertThat(lag.problem()).contains("lags by 10000 records, for 10000 s");
        assertThat(lag.hasReachedAny()).isFalse();

        lag.readTo(Map.of(0, 10_000L));
        assertThat(lag.problem()).isEmpty();
        assertThat(lag.isCurrent()).isTrue();
    }

    @Test
    void aTopicThatHasLostItsLastRecordsIsNotWaitedForForEver() {
        lag.endIs(now, Map.of(0, 10L));
        lag.readTo(Map.of(0, 9L));
        now += 6 * SECOND;
        assertThat(lag.problem()).contains("lags by 1 records, for 6 s");

        lag.endIs(now, Map.of(0, 9L));
        assertThat(lag.problem()).isEmpty();
        assertThat(lag.isCurrent()).isTrue();
    }
}
