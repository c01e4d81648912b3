package id.sahut.webhooks.common.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.time.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RetryTiersTest {

    private static final RetryTiers TIERS = RetryTiers.parse("5s,30s,2m,10m,30m");

    @Test
    void delaysMakeTiersInTheirOrder() {
        assertThat(TIERS.all())
                .extracting(RetryTier::label)
                .containsExactly("5s", "30s", "2m", "10m", "30m");
        assertThat(TIERS.all()).extracting(RetryTier::index).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void eachFailedAttemptWaitsInTheTierOfItsNumberAndTheLastIsFinal() {
        assertThat(TIERS.afterFailedAttempt(1)).map(RetryTier::label).hasValue("5s");
        assertThat(TIERS.afterFailedAttempt(5)).map(RetryTier::label).hasValue("30m");
        assertThat(TIERS.afterFailedAttempt(6)).isEqualTo(Optional.empty());
    }

    @Test
    void theNearestTierIsTheOneWithTheSmallestDifference() {
        assertThat(nearest("0s", 0)).isEqualTo("5s");
        assertThat(nearest("17s", 0)).isEqualTo("5s");
        assertThat(nearest("18s", 0)).isEqualTo("30s");
        assertThat(nearest("5m", 0)).isEqualTo("2m");
        assertThat(nearest("72h", 0)).isEqualTo("30m");
    }

    @Test
    void ofTwoEquallyNearTiersTheShorterIsTaken() {
        assertThat(RetryTiers.parse("10s,20s").nearest(Duration.ofSeconds(15), 0).label())
                .isEqualTo("10s");
    }

    @Test
    void noTierBeforeTheLowestIsTakenAndTheLongestWhenThereIsNone() {
        assertThat(nearest("0s", 2)).isEqualTo("2m");
        assertThat(nearest("12m", 2)).isEqualTo("10m");
        assertThat(nearest("0s", 4)).isEqualTo("30m");
        assertThat(nearest("0s", 1_000_000)).isEqualTo("30m");
    }

    @Test
    void nearestIsWhatTryingAllOfThemFinds() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var wait = Duration.ofMillis(random.nextLong(3_600_000));
            int lowest = random.nextInt(5);
            var best = TIERS.nearest(wait, lowest);
            assertThat(best.index()).as("seed %d", seed).isGreaterThanOrEqualTo(lowest);
            assertThat(TIERS.all().subList(lowest, 5))
                    .as("seed %d, wait %s", seed, wait)
                    .allSatisfy(it ->
                            assertThat(best.delay().minus(wait).abs())
                                    .isLessThanOrEqualTo(it.delay().minus(wait).abs()));
        }
    }

    @Test
    void delaysThatMakeNoLadderAreRefused() {
        assertRefused("5s,5s", "each retry delay must be longer than the one before: 5s after 5s");
        assertRefused(
                "5s,5000ms", "each retry delay must be longer than the one before: 5s after 5s");
        assertRefused(
                "30s,5s", "each retry delay must be longer than the one before: 5s after 30s");
        assertRefused("0s", "a retry delay is from 1ms to 24h, not 0s");
        assertRefused("25h", "a retry delay is from 1ms to 24h, not 25h");
        assertRefused(
                "1s,2s,3s,4s,5s,6s,7s,8s,9s,10s,11s", "there must be 1 to 10 retry delays, not 11");
        assertThatThrownBy(() -> RetryTiers.of(List.of()))
                .hasMessage("there must be 1 to 10 retry delays, not 0");
        assertThatThrownBy(() -> RetryTiers.parse("5s,"))
                .hasMessageStartingWith("'' is not a duration");
    }

    @Test
    void theTextOfTiersReadsBackAsTheSame() {
        assertThat(TIERS.toString()).isEqualTo("5s,30s,2m,10m,30m");
        assertThat(RetryTiers.parse(TIERS.toString()).all()).isEqualTo(TIERS.all());
    }

    private static String nearest(String wait, int lowest) {
        return TIERS.nearest(DurationText.parse(wait), lowest).label();
    }

    private static void assertRefused(String delays, String why) {
        assertThatThrownBy(() -> RetryTiers.parse(delays))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }
}
