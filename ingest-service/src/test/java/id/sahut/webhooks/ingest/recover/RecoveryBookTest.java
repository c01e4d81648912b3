package id.sahut.webhooks.ingest.recover;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.RecoveryId;
import org.junit.jupiter.api.Test;

final class RecoveryBookTest {

    private static final RecoveryId ID = new RecoveryId("rcv_1");

    private final RecoveryBook book = new RecoveryBook();

    @Test
    void whatIsWishedWaitsToBeDone() {
        book.wished(Known.wish("rcv_1"));

        assertThat(book.unfinished()).hasSize(1);
        assertThat(Recovery.of(book.unfinished().getFirst()).state())
                .isEqualTo(RecoveryState.WAITING);
    }

    @Test
    void progressMayBeReadBeforeTheWish() {
        book.progressed(Known.WEBHOOK, ID, progress(3, RecoveryState.DONE));
        assertThat(book.of(Known.WEBHOOK)).isEmpty();

        book.wished(Known.wish("rcv_1"));

        assertThat(book.of(Known.WEBHOOK)).hasSize(1);
        assertThat(book.unfinished()).isEmpty();
    }

    @Test
    void anOlderTurnChangesNothing() {
        book.wished(Known.wish("rcv_1"));
        book.progressed(Known.WEBHOOK, ID, progress(3, RecoveryState.DONE));
        book.progressed(Known.WEBHOOK, ID, progress(2, RecoveryState.RUNNING));

        assertThat(book.unfinished()).isEmpty();
    }

    @Test
    void aStopIsNeverTakenBack() {
        book.wished(Known.wish("rcv_1").stopped(Known.NOW));
        book.wished(Known.wish("rcv_1"));

        Recovery told = Recovery.of(book.find(Known.WEBHOOK, "rcv_1").orElseThrow());
        assertThat(told.state()).isEqualTo(RecoveryState.STOPPED);
        assertThat(told.finishedAt()).hasValue(Known.NOW);
        assertThat(book.unfinished()).as("the runner has yet to write that").hasSize(1);
    }

    @Test
    void theNewestComesFirstAndOfTheFinishedTheOldestAreForgotten() {
        book.wished(Known.wish("rcv_000"));
        for (int i = 1; i <= 120; i++) {
            String id = "rcv_%03d".formatted(i);
            book.wished(Known.wish(id));
            book.progressed(Known.WEBHOOK, new RecoveryId(id), progress(1, RecoveryState.DONE));
        }

        assertThat(book.of(Known.WEBHOOK)).hasSize(100);
        assertThat(book.of(Known.WEBHOOK).getFirst().wish().id().value()).isEqualTo("rcv_120");
        assertThat(book.unfinished().getFirst().wish().id().value())
                .as("what is not finished is kept")
                .isEqualTo("rcv_000");
    }

    private static RecoveryProgress progress(long turn, RecoveryState state) {
        return new RecoveryProgress(
                turn,
                state,
                RecoveryProgress.NONE.after(),
                RecoveryProgress.NONE.events(),
                0,
                0,
                0,
                RecoveryProgress.NONE.finishedAt());
    }
}
