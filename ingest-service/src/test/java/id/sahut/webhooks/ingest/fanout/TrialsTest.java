package id.sahut.webhooks.ingest.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialsTest {

    private static final long FROM = 17;
    private static final long UNTIL = 1_017;
    private static final long END = 5_000;

    private final List<String> tried = new ArrayList<>();

    @Test
    void whereNobodyDiesAllCanBeRead() throws IOException {
        assertThat(search(END, END)).isEqualTo(new Stretch(FROM, UNTIL, UNTIL));
        assertThat(tried).containsExactly("17-1017");
    }

    /// From the record that is too large to the end of its batch nobody gets anywhere.
    @ParameterizedTest
    @CsvSource({
        "17, 18",
        "17, 19",
        "17, 30",
        "19, 20",
        "19, 21",
        "19, 22",
        "19, 23",
        "19, 24",
        "19, 35",
        "19, 36",
        "19, 1500",
        "1016, 1017",
        "1016, 1018",
        "19, 4999",
        "19, 5000"
    })
    void theEndOfTheBatchIsFound(long bad, long next) throws IOException {
        assertThat(search(bad, next)).isEqualTo(new Stretch(FROM, bad, next));
        assertThat(tried).doesNotHaveDuplicates().hasSizeLessThan(30);
    }

    @Test
    void oneThatIsAloneInItsBatchTakesTwo() throws IOException {
        search(19, 20);
        assertThat(tried).containsExactly("17-1017", "20-21");
    }

    private Stretch search(long bad, long next) throws IOException {
        return Trials.search(
                (from, until) -> {
                    tried.add(from + "-" + until);
                    if (from >= next || until <= bad) {
                        return new Trials.Trial(until, false);
                    }
                    return new Trials.Trial(Math.max(from, bad), true);
                },
                FROM,
                UNTIL,
                END);
    }
}
