package id.sahut.webhooks.common.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DurationTextTest {

    @Test
    void everyUnitIsRead() {
        assertThat(
                        List.of("500ms", "5s", "2m", "72h", "7d", " 0s ").stream()
                                .map(DurationText::parse))
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(2),
                        Duration.ofDays(3),
                        Duration.ofDays(7),
                        Duration.ZERO);
    }

    @Test
    void anythingElseIsRefusedWithWhatIsAllowed() {
        for (String text :
                List.of(
                        "",
                        "5",
                        "s",
                        "-5s",
                        "5 s",
                        "1.5s",
                        "5S",
                        "5s5s",
                        "PT5S",
                        "1234567890s",
                        "٥s")) {
            assertThatThrownBy(() -> DurationText.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "'%s' is not a duration: write a whole number and ms, s, m, h or d, such as 500ms, 5s or 2m",
                            text);
        }
    }

    @Test
    void aDurationIsWrittenInItsLargestUnitUpToHours() {
        assertThat(
                        List.of(
                                        Duration.ZERO,
                                        Duration.ofMillis(1_500),
                                        Duration.ofSeconds(90),
                                        Duration.ofSeconds(120),
                                        Duration.ofDays(3))
                                .stream()
                                .map(DurationText::format))
                .containsExactly("0s", "1500ms", "90s", "2m", "72h");
    }

    @Test
    void whatIsWrittenReadsBackAsTheSame() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var unit = List.of(1L, 1_000L, 60_000L, 3_600_000L).get(random.nextInt(4));
            var duration = Duration.ofMillis(random.nextLong(100_000) * unit);
            assertThat(DurationText.parse(DurationText.format(duration)))
                    .as("seed %d", seed)
                    .isEqualTo(duration);
        }
    }
}
