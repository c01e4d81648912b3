package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.ops.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DoorsTest {

    private final List<String> closed = new ArrayList<>();
    private final Doors doors = new Doors(new Health());

    @Test
    void theLatestIsClosedFirst() {
        door("a");
        door("b");
        door("c");

        doors.close();

        assertThat(closed).containsExactly("c", "b", "a");
    }

    @Test
    void whateverFailsTheOthersAreClosed() {
        door("a");
        doors.add(
                "b",
                () -> {
                    throw new NoClassDefFoundError("not there any more");
                });
        door("c");
        doors.add(
                "d",
                () -> {
                    throw new IllegalStateException("does not close");
                });

        doors.close();

        assertThat(closed).containsExactly("c", "a");
    }

    @Test
    void whatIsClosedIsNotClosedAgain() {
        door("a");

        doors.close();
        doors.close();

        assertThat(closed).containsExactly("a");
    }

    @Test
    void oneFailureIsTheServices() {
        var first = new CompletableFuture<Void>();
        var second = new CompletableFuture<Void>();
        doors.needs(first);
        doors.needs(second);
        CompletableFuture<Void> failure = doors.failure();
        assertThat(failure).isNotDone();

        second.completeExceptionally(new IllegalStateException("a loop ended"));

        assertThat(failure)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("a loop ended");
    }

    private void door(String name) {
        AutoCloseable _ = doors.add(name, () -> closed.add(name));
    }
}
