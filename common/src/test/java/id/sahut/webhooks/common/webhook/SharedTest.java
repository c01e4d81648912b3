package id.sahut.webhooks.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {

    private final Shared<List<Integer>> shared = new Shared<>(100);

    @Test
    void equalValuesAreOne() {
        List<Integer> first = List.of(1, 2);

        assertThat(shared.of(first)).isSameAs(first);
        assertThat(shared.of(List.of(1, 2))).isSameAs(first);
    }

    @Test
    void howeverManyDifferOnlySoManyAreKept() {
        List<Integer> first = shared.of(List.of(0));
        for (int i = 0; i < 1_000; i++) {
            assertThat(shared.of(List.of(i))).isEqualTo(List.of(i));
        }

        assertThat(shared.size()).isEqualTo(100);
        assertThat(shared.of(List.of(0))).isSameAs(first);
    }
}
