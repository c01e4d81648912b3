package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CountsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void whoDoesNotWantToWaitIsToldThatItIsUnderWayAndFindsItLater() {
        var done = new CountDownLatch(1);
        var counted = new AtomicInteger();
        var counts =
                new Counts<String, Integer>(key -> {
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    counted.incrementAndGet();
                    return Optional.of(key.length());
                });

        assertThat(counts.of("four", Duration.ZERO)).isEqualTo(new Counts.Count.UnderWay<>());
        assertThat(counts.of("four", Duration.ZERO)).isEqualTo(new Counts.Count.UnderWay<>());
        done.countDown();

        assertThat(counts.of("four", SOON)).isEqualTo(new Counts.Count.Known<>(4));
        assertThat(counted).hasValue(1);
    }

    @Test
    void whatNobodyCouldTellIsAskedForAgain() {
        var answers = new AtomicInteger();
        var counts =
                new Counts<String, Integer>(
                        _ -> answers.incrementAndGet() == 1 ? Optional.empty() : Optional.of(7));

        assertThat(counts.of("a", SOON)).isEqualTo(new Counts.Count.Unavailable<>());
        await().atMost(SOON).until(() -> counts.of("a", SOON).equals(new Counts.Count.Known<>(7)));
    }
}
