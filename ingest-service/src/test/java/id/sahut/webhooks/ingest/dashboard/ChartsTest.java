package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.Stats;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChartsTest {

    private static final Texts ENGLISH = Texts.in(Language.ENGLISH);
    private static final Instant NOW = Instant.parse("2026-11-27T08:20:05Z");

    @Test
    void whateverHappenedIsSeenAndNothingGoesBeyondTheDrawing() {
        List<Bar> bars =
                Bar.of(
                        List.of(step(0, 0, 0), step(100_000, 1, 20), step(3, 0, 30), step(0, 7, 5)),
                        Bar.CHART);

        assertThat(bars)
                .extracting(Bar::kind)
                .containsExactly("taken", "failed", "taken", "failed");
        assertThat(bars)
                .allSatisfy(it -> {
                    assertThat(it.height()).isGreaterThanOrEqualTo(2);
                    assertThat(it.y()).isGreaterThanOrEqualTo(0);
                    assertThat(it.y() + it.height()).isLessThanOrEqualTo(Bar.CHART.height());
                    assertThat(it.x() + it.width()).isLessThanOrEqualTo(Bar.CHART.width());
                });
    }

    @Test
    void aLineIsBrokenWhereNobodyAnswered() {
        var charts =
                Charts.of(
                        new Stats(
                                step(5, 1, 40),
                                List.of(
                                        step(1, 0, 10),
                                        step(1, 0, 40),
                                        step(0, 0, 0),
                                        step(3, 1, 20))),
                        Over.DAY.until(NOW),
                        ENGLISH);

        assertThat(charts.median()).hasSize(2);
        assertThat(charts.slow()).hasSize(2);
        assertThat(charts.rows()).hasSize(3);
        assertThat(charts.slowest()).isEqualTo("80 ms");
        assertThat(charts.rate()).isEqualTo("83.3%");
    }

    @Test
    void aHundredPercentIsSaidOnlyOfAll() {
        assertThat(Glance.percent(1, ENGLISH)).isEqualTo("100%");
        assertThat(Glance.percent(0.99999, ENGLISH)).isEqualTo("99.9%");
        assertThat(Glance.percent(0.5, Texts.in(Language.INDONESIAN))).isEqualTo("50,0%");
    }

    @Test
    void everyTimeEndsWithTheStepThatIsUnderWay() {
        for (Over over : Over.values()) {
            Over.Question question = over.until(NOW);
            assertThat(question.to()).isAfter(NOW);
            assertThat(question.to()).isBeforeOrEqualTo(NOW.plus(question.step()));
            assertThat(Over.named(Optional.of(over.code()))).isEqualTo(over);
        }
        assertThat(Over.named(Optional.of("1y"))).isEqualTo(Over.DAY);
    }

    private static Stats.Step step(int taken, int failed, int ms) {
        return new Stats.Step(
                NOW,
                Map.of(AttemptResult.DELIVERED, taken, AttemptResult.REFUSED, failed),
                Map.of(),
                ms == 0 ? Optional.empty() : Optional.of(new Stats.Durations(ms, ms * 2, ms * 3)));
    }
}
