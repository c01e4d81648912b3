package id.sahut.webhooks.common.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class KeeperTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Keeper.class);

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Flaky flaky = new Flaky();

    @BeforeEach
    void listen() {
        logged.list = new CopyOnWriteArrayList<>();
        logged.start();
        LOG.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(logged);
    }

    @Test
    void whatRunsIsClosedWithTheKeeper() {
        Keeper keeper = keeper(Duration.ofMinutes(1));
        assertThat(keeper.problem()).contains("is being opened");

        keeper.start();
        await().atMost(SOON).until(() -> keeper.problem().isEmpty());
        keeper.close();

        assertThat(flaky.opened).hasSize(1);
        assertThat(flaky.opened.getFirst().isClosed).isTrue();
        assertThat(logged.list).isEmpty();
    }

    @Test
    void whatFailsForTheSameReasonIsSaidOnceAndTriedAgain() {
        flaky.failures.addAll(List.of("locked", "locked", "locked", "full"));

        try (Keeper keeper = keeper(Duration.ofMinutes(1)).start()) {
            await().atMost(SOON).until(() -> !flaky.opened.isEmpty());
            assertThat(keeper.problem()).contains("full");
        }

        assertThat(logged.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.WARN);
        assertThat(logged.list.getFirst().getFormattedMessage())
                .startsWith("flaky has failed, and is opened again in ")
                .endsWith(": locked");
        assertThat(flaky.told).containsExactly("locked", "locked", "locked", "full");
    }

    @Test
    void whatHasFailedIsClosedAndWellAgainOnceItHasSettled() {
        try (Keeper keeper = keeper(Duration.ofMillis(20)).start()) {
            await().atMost(SOON).until(() -> flaky.opened.size() == 1);
            flaky.opened.getFirst().failure.completeExceptionally(new IOException("gone"));

            await().atMost(SOON).until(() -> flaky.opened.size() == 2);
            assertThat(flaky.opened.getFirst().isClosed).isTrue();
            await().atMost(SOON).until(() -> keeper.problem().isEmpty());
        }
        assertThat(logged.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.INFO);
        assertThat(logged.list.getLast().getFormattedMessage()).isEqualTo("flaky runs again");
    }

    private Keeper keeper(Duration settled) {
        return new Keeper(
                "flaky",
                new Keeper.Pauses(Duration.ofMillis(1), Duration.ofMillis(4), settled),
                flaky);
    }

    /// Fails to open as often as it is told.
    private static final class Flaky implements Keeper.Kept {

        final Queue<String> failures = new ConcurrentLinkedQueue<>();
        final List<Opened> opened = new CopyOnWriteArrayList<>();
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public Keeper.Running open() throws IOException {
            @Nullable String failure = failures.poll();
            if (failure != null) {
                throw new IOException(failure);
            }
            var next = new Opened();
            opened.add(next);
            return next;
        }

        @Override
        public void failed(Exception failure) {
            told.add(String.valueOf(failure.getMessage()));
        }
    }

    private static final class Opened implements Keeper.Running {

        final CompletableFuture<Void> failure = new CompletableFuture<>();
        volatile boolean isClosed;

        @Override
        public CompletableFuture<Void> failure() {
            return failure;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
