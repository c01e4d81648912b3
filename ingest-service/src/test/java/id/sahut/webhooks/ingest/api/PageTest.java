package id.sahut.webhooks.ingest.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    private static final List<Integer> SIXTY = IntStream.range(0, 60).boxed().toList();

    @Test
    void withoutAWishItIsTheFirstTwentyFive() {
        assertThat(Page.read(Optional.empty(), Optional.empty()))
                .isEqualTo(new Page.Reading.Readable(new Page(1, 25)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "x", "101", "99999999999"})
    void aPageHasOneToAHundredEntries(String perPage) {
        assertThat(Page.read(Optional.empty(), Optional.of(perPage)))
                .isInstanceOf(Page.Reading.Unreadable.class);
    }

    @Test
    void theLastPageHoldsTheRest() {
        var last = new Page(3, 25);

        assertThat(last.of(SIXTY)).hasSize(10).startsWith(50);
        assertThat(last.count(60)).isEqualTo(3);
    }

    @Test
    void afterTheLastPageThereIsNothing() {
        assertThat(new Page(1_000_000, 100).of(SIXTY)).isEmpty();
    }

    @Test
    void noEntriesHaveNoPages() {
        assertThat(new Page(1, 25).count(0)).isZero();
    }
}
