package id.sahut.webhooks.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ThirdsTest {

    @Test
    void whatGrowsWhileItWarmsUpHasNotGrown() {
        var thirds = Thirds.of(List.of(10.0, 90.0, 100.0, 100.0, 101.0, 99.0));
        assertThat(thirds.first()).isEqualTo(50);
        assertThat(thirds.growth()).isZero();
    }

    @Test
    void whatGrowsAllTheTimeHasGrown() {
        var readings = IntStream.range(0, 60).mapToObj(it -> it * 10.0).toList();
        var thirds = Thirds.of(readings);
        assertThat(thirds.growth()).isEqualTo(200, within(1e-9));
        assertThat(thirds.growth()).isGreaterThan(thirds.allowed(8));
    }

    @Test
    void aTenthAndALittleAreAllowed() {
        assertThat(new Thirds(0, 100, 110).allowed(8)).isEqualTo(18, within(1e-9));
    }

    @Test
    void twoReadingsHaveNoThirds() {
        assertThatThrownBy(() -> Thirds.of(List.of(1.0, 2.0)))
                .hasMessage("three thirds of 2 readings");
    }
}
