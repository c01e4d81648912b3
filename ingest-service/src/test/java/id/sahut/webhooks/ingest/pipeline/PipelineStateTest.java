package id.sahut.webhooks.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PipelineStateTest {

    @Test
    void numbersThatFollowEachOtherAreARange() {
        assertThat(ranges()).isEmpty();
        assertThat(ranges(7)).isEqualTo("7");
        assertThat(ranges(1, 0)).isEqualTo("0-1");
        assertThat(ranges(0, 1, 2, 3, 7, 9, 10, 11)).isEqualTo("0-3, 7, 9-11");
    }

    private static String ranges(Integer... partitions) {
        var member =
                new PipelineState.Member(
                        "client", "host", new TreeMap<>(Map.of("topic", List.of(partitions))));
        return member.ranges().getOrDefault("topic", "none");
    }
}
