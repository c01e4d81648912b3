package id.sahut.webhooks.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TargetTest {

    @Test
    void aFigureThatIsAsLargeAsItsLimitMeetsItEitherWay() {
        assertThat(Target.atLeast("rate", 0.45, 0.45, "").isMet()).isTrue();
        assertThat(Target.atMost("lost", 0, 0, "").isMet()).isTrue();
    }

    @Test
    void aFigureBeyondItsLimitMisses() {
        assertThat(Target.atLeast("rate", 0.44, 0.45, "").isMet()).isFalse();
        assertThat(Target.atMost("lost", 1, 0, "").isMet()).isFalse();
    }

    @Test
    void aFigureThatIsNoNumberMeetsNothing() {
        assertThat(Target.atLeast("rate", Double.NaN, 0, "").isMet()).isFalse();
        assertThat(Target.atMost("rate", Double.NaN, 0, "").isMet()).isFalse();
    }

    @Test
    void itSaysWhatItMustBeAndWhetherItIs() {
        assertThat(Target.atMost("p99", 41.5, 40, " ms"))
                .hasToString("MISSED p99: 41.50 ms (at most 40 ms)");
        assertThat(Target.atLeast("draining", 31_000, 30_000, "/s"))
                .hasToString("met    draining: 31,000/s (at least 30,000/s)");
    }
}
