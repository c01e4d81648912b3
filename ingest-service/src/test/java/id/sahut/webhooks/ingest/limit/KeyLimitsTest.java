package id.sahut.webhooks.ingest.limit;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyLimitsTest {

    private final AtomicLong nanoTime = new AtomicLong(-7);
    private final KeyLimits limits =
            new KeyLimits(Map.of(Plan.STARTER, 3, Plan.PRO, 5, Plan.BUSINESS, 1000), nanoTime::get);

    @Test
    void aKeyMayBeUsedAsOftenAsItsPlanSaysAndNotOnceMore() {
        ApiKey key = key("key_1", Plan.STARTER);

        assertThat(limits.take(key)).isEqualTo(new Allowance.Granted(3, 2));
        pass(Duration.ofSeconds(10));
        assertThat(limits.take(key)).isEqualTo(new Allowance.Granted(3, 1));
        pass(Duration.ofSeconds(10));
        assertThat(limits.take(key)).isEqualTo(new Allowance.Granted(3, 0));
        pass(Duration.ofSeconds(10));
        assertThat(limits.take(key)).isEqualTo(new Allowance.Exhausted(3, Duration.ofSeconds(30)));
    }

    @Test
    void aMinuteAfterTheFirstUseItStartsAfresh() {
        ApiKey key = key("key_1", Plan.STARTER);
        for (int i = 0; i < 5; i++) {
            limits.take(key);
        }

        pass(Duration.ofMinutes(1));

        assertThat(limits.take(key)).isEqualTo(new Allowance.Granted(3, 2));
    }

    @Test
    void whoStaysAwayForHoursMayNotDoMoreThanAMinutesWorth() {
        ApiKey key = key("key_1", Plan.STARTER);
        limits.take(key);

        pass(Duration.ofHours(5));

        assertThat(limits.take(key)).isEqualTo(new Allowance.Granted(3, 2));
    }

    @Test
    void everyKeyCountsForItself() {
        for (int i = 0; i < 4; i++) {
            limits.take(key("key_1", Plan.STARTER));
        }

        assertThat(limits.take(key("key_2", Plan.STARTER))).isEqualTo(new Allowance.Granted(3, 2));
        assertThat(limits.take(key("key_3", Plan.PRO))).isEqualTo(new Allowance.Granted(5, 4));
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private static ApiKey key(String id, Plan plan) {
        return new ApiKey(
                new ApiKeyId(id),
                new WorkspaceId("ws_1"),
                "test",
                "0".repeat(64),
                "sk_live_…abcd",
                plan,
                false,
                Instant.EPOCH);
    }
}
