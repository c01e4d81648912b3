package id.sahut.webhooks.ingest.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");
    private static final int LITTLE = 999;
    private static final int MUCH = 1_000;

    private final FakeMachine machine = new FakeMachine();
    private long nanos = 42;
    private final Pace pace = new Pace(machine, () -> NOW, () -> nanos);

    @Test
    void littleIsWrittenTenTimesASecond() {
        passes(99);
        assertThat(pace.isTimeToWrite()).isFalse();
        passes(1);
        assertThat(pace.isTimeToWrite()).isTrue();
        write(LITTLE, 80, NOW);
        passes(20);
        assertThat(pace.isTimeToWrite()).isTrue();
        assertThat(pace.turns()).isEqualTo(1);
    }

    @Test
    void muchIsWrittenTwiceASecondAndStandsForFiveTimes() {
        assertThat(write(MUCH, 200, NOW).took()).isEqualTo(Duration.ofMillis(200));
        passes(299);
        assertThat(pace.isTimeToWrite()).isFalse();
        passes(1);
        assertThat(pace.isTimeToWrite()).isTrue();
        assertThat(pace.turns()).isEqualTo(5);
        write(LITTLE, 1, NOW);
        assertThat(pace.turns()).isEqualTo(1);
    }

    @Test
    void withoutAProcessorToSpareItTakesASixteenthOfOne() {
        isAt(0.95);
        assertThat(write(MUCH, 40, NOW).rest()).isEqualTo(Duration.ofMillis(600));
        assertThat(pace.rests()).isTrue();
        assertThat(pace.patience(true)).isEqualTo(Duration.ofMillis(100));
        passes(599);
        assertThat(pace.rests()).isTrue();
        passes(1);
        assertThat(pace.rests()).isFalse();
        assertThat(pace.patience(true)).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void itRestsForFiveSecondsAtMost() {
        isAt(1);
        assertThat(write(MUCH, 2_000, NOW).rest()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatIsLittleNeverRests() {
        isAt(1);
        assertThat(write(LITTLE, 40, NOW).rest()).isZero();
        assertThat(pace.rests()).isFalse();
    }

    @Test
    void whatLittleHasUsedIsNotChargedToMuch() {
        isAt(1);
        write(LITTLE, 1_000, NOW);
        assertThat(write(MUCH, 10, NOW).rest()).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void whereAProcessorIsToSpareItNeverRests() {
        isAt(0.94);
        assertThat(write(MUCH, 40, NOW).rest()).isZero();
    }

    @Test
    void whereThatIsNotKnownItNeverRests() {
        for (int i = 0; i < 10; i++) {
            passes(1_000);
            pace.turn();
        }
        assertThat(write(MUCH, 40, NOW).rest()).isZero();
    }

    @Test
    void aMomentIsNotEnough() {
        isAt(0.5);
        machine.load = OptionalDouble.of(1);
        passes(1_000);
        pace.turn();
        assertThat(write(MUCH, 40, NOW).rest()).isZero();
        isAt(1);
        assertThat(write(MUCH, 40, NOW).rest()).isPositive();
    }

    @Test
    void whenItIsTenMinutesLateItTakesWhatItNeeds() {
        isAt(1);
        Instant late = NOW.minus(Duration.ofMinutes(10));
        assertThat(write(MUCH, 40, late.minusMillis(1)).rest()).isZero();
        assertThat(write(MUCH, 40, late).rest()).isPositive();
    }

    @Test
    void theDatabaseIsAskedWhenItHasNotAnsweredForFiveSeconds() {
        passes(4_999);
        assertThat(pace.isTimeToAsk()).isFalse();
        passes(1);
        assertThat(pace.isTimeToAsk()).isTrue();
        write(LITTLE, 1, NOW);
        assertThat(pace.isTimeToAsk()).isFalse();
        passes(5_000);
        assertThat(pace.isTimeToAsk()).isTrue();
        pace.answered();
        assertThat(pace.isTimeToAsk()).isFalse();
    }

    private Pace.Written write(int facts, long ms, Instant newest) {
        pace.looked();
        passes(ms);
        machine.cpuNanos += Duration.ofMillis(ms).toNanos();
        return pace.wrote(facts, newest);
    }

    /// So much of the processors has been in use for some seconds.
    private void isAt(double load) {
        machine.load = OptionalDouble.of(load);
        passes(3_000);
        pace.turn();
    }

    private void passes(long ms) {
        nanos += Duration.ofMillis(ms).toNanos();
    }

    private static final class FakeMachine implements Pace.Machine {

        private OptionalDouble load = OptionalDouble.empty();
        private long cpuNanos;

        @Override
        public OptionalDouble load() {
            return load;
        }

        @Override
        public long cpuNanos() {
            return cpuNanos;
        }
    }
}
