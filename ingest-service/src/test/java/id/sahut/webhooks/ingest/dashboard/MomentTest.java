package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class MomentTest {

    private static final Texts INDONESIAN = Texts.in(Language.INDONESIAN);
    private static final Texts ENGLISH = Texts.in(Language.ENGLISH);

    @Test
    void aTimeIsShownAsInJakartaAndExactInUtc() {
        var time = Instant.parse("2024-05-15T20:30:07.123Z");

        assertThat(Moment.of(time, INDONESIAN))
                .isEqualTo(new Moment("16 Mei 2024 03.30 WIB", "2024-05-15T20:30:07Z"));
        assertThat(Moment.of(time, ENGLISH).shown()).isEqualTo("16 May 2024, 03:30 WIB");
    }

    @Test
    void whatIsLeftIsSaidInTwoUnits() {
        assertThat(Moment.lasting(Duration.parse("PT23H12M"), INDONESIAN))
                .isEqualTo("23 jam 12 menit");
        assertThat(Moment.lasting(Duration.parse("P6DT5H"), ENGLISH)).isEqualTo("6 d 5 h");
        assertThat(Moment.lasting(Duration.ofSeconds(5), ENGLISH)).isEqualTo("1 min");
    }

    @Test
    void whatWasAndWhatIsToComeIsSaidByHowFarItIs() {
        var now = Instant.parse("2024-05-15T20:30:07Z");

        assertThat(Moment.ago(now.minusSeconds(200), now, INDONESIAN).shown())
                .isEqualTo("3 menit lalu");
        assertThat(Moment.ago(now.plusSeconds(2), now, ENGLISH).shown()).isEqualTo("just now");
        assertThat(Moment.ago(now.minus(Duration.ofDays(8)), now, ENGLISH).shown())
                .isEqualTo("8 May 2024, 03:30 WIB");
        assertThat(Moment.coming(now.plusSeconds(200), now, INDONESIAN))
                .isEqualTo(new Moment("dalam 3 menit 20 detik", "2024-05-15T20:33:27Z"));
        assertThat(Moment.coming(now.plus(Duration.ofMinutes(90)), now, ENGLISH).shown())
                .isEqualTo("in 1 h 30 min");
        assertThat(Moment.coming(now.minusSeconds(5), now, ENGLISH).shown())
                .isEqualTo("any moment");
    }
}
