package id.sahut.webhooks.ingest.recover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateTest {

    @Test
    void aPageIsAFifthOfASecondsWorthAndNeverMoreThanAHundred() {
        assertThat(new Rate(1).page()).isEqualTo(1);
        assertThat(new Rate(50).page()).isEqualTo(10);
        assertThat(new Rate(10_000).page()).isEqualTo(100);
    }

    @Test
    void pagesKeepTheRate() {
        for (int perSecond : new int[] {1, 3, 50, 333, 10_000}) {
            var rate = new Rate(perSecond);
            double seconds = rate.pauseNanos(rate.page()) / 1e9;

            assertThat(rate.page() / seconds).isBetween(perSecond * 0.999, perSecond * 1.001);
        }
    }
}
