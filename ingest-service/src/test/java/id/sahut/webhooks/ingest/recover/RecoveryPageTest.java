package id.sahut.webhooks.ingest.recover;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.redrive.Again;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RecoveryPageTest {

    private static final List<RecordedDelivery> FOUND =
            IntStream.range(0, 4).mapToObj(Known::failed).toList();

    @Test
    void allThatIsReadyIsSentAndTheLastIsPassed() {
        RecoveryPage page = page(FOUND, false, it -> Known.ready(it, 10)).orElseThrow();

        assertThat(page.sent()).hasSize(4);
        assertThat(page.progress().state()).isEqualTo(RecoveryState.RUNNING);
        assertThat(page.progress().sent()).isEqualTo(4);
        assertPassed(page, 3);
    }

    @Test
    void theLastPageFinishesIt() {
        RecoveryPage page = page(FOUND, true, it -> Known.ready(it, 10)).orElseThrow();

        assertThat(page.progress().state()).isEqualTo(RecoveryState.DONE);
        assertThat(page.progress().finishedAt()).hasValue(Known.NOW);
    }

    @Test
    void whereNothingMatchesItIsDone() {
        RecoveryPage page = page(List.of(), true, it -> Known.ready(it, 10)).orElseThrow();

        assertThat(page.sent()).isEmpty();
        assertThat(page.progress().state()).isEqualTo(RecoveryState.DONE);
    }

    @Test
    void whatIsNoLongerKeptIsSkippedAndPassed() {
        RecoveryPage page = page(FOUND, true, _ -> new Again.Never()).orElseThrow();

        assertThat(page.sent()).isEmpty();
        assertThat(page.progress().skipped()).isEqualTo(4);
        assertThat(page.progress().state()).isEqualTo(RecoveryState.DONE);
        assertPassed(page, 3);
    }

    @Test
    void whatIsNotToBeHadNowIsNotPassed() {
        RecoveryPage page =
                page(FOUND, true, it -> it.equals(FOUND.get(2)) ? notNow() : Known.ready(it, 10))
                        .orElseThrow();

        assertThat(page.sent()).hasSize(2);
        assertThat(page.progress().state()).isEqualTo(RecoveryState.RUNNING);
        assertPassed(page, 1);
    }

    @Test
    void whenTheFirstIsNotToBeHadThereIsNoPage() {
        assertThat(page(FOUND, true, _ -> notNow())).isEmpty();
    }

    @Test
    void largePayloadsMakeAShortPage() {
        RecoveryPage page = page(FOUND, true, it -> Known.ready(it, 5 * 1024 * 1024)).orElseThrow();

        assertThat(page.sent()).hasSize(2);
        assertThat(page.progress().state()).isEqualTo(RecoveryState.RUNNING);
        assertPassed(page, 1);
    }

    private static Again notNow() {
        return new Again.NotNow();
    }

    private static Optional<RecoveryPage> page(
            List<RecordedDelivery> found, boolean isLast, Function<RecordedDelivery, Again> again) {
        return RecoveryPage.of(RecoveryProgress.NONE, found, isLast, again, Known.NOW);
    }

    private static void assertPassed(RecoveryPage page, int last) {
        assertThat(page.progress().after().map(Cursor::text))
                .hasValue(Cursor.at(FOUND.get(last)).text());
    }
}
