package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PipelinePageTest {

    @Test
    void numbersThatFollowEachOtherAreARange() {
        assertThat(PipelinePage.ranges(List.of())).isEmpty();
        assertThat(PipelinePage.ranges(List.of(7))).isEqualTo("7");
        assertThat(PipelinePage.ranges(List.of(1, 0))).isEqualTo("0, 1");
        assertThat(PipelinePage.ranges(List.of(0, 1, 2, 3, 7, 9, 10, 11)))
                .isEqualTo("0–3, 7, 9–11");
    }
}
