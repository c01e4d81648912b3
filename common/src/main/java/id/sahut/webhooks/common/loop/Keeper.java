package id.sahut.webhooks.common.loop;

import id.sahut.webhooks.common.ops.StartException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps something running that nobody else depends on: opens it, and opens it again whenever that
/// or the thing itself has failed. Its own thread does that; its methods are safe for any thread.
///
/// Nothing here ends the process or stops anybody else. A reason is logged when it is a new one:
/// what is broken for a day is not said twice a minute.
public final class Keeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    private static final String OPENING = "is being opened";

    private final String name;
    private final Pauses pauses;
    private final Kept kept;
    private final Thread thread;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private volatile String problem = OPENING;

    /// What is kept.
    public interface Kept {

        /// Opens it; called on the keeper's thread, one after the other.
        ///
        /// @throws Exception with what is wrong
        Running open() throws Exception;

        /// It could not be opened, or has failed since and is closed.
        void failed(Exception failure);
    }

    /// What was opened; closed once, also after it has failed.
    public interface Running extends AutoCloseable {

        /// Completes, exceptionally, when it has failed.
        CompletableFuture<Void> failure();

        @Override
        void close();
    }

    /// How long the keeper waits.
    ///
    /// @param first after a failure; twice as long after each that follows
    /// @param longest after many
    /// @param settled how long it must have run to be taken for well again
    public record Pauses(Duration first, Duration longest, Duration settled) {

        /// 1 to 30 s; settled after 10 s, which is longer than anything waits for a lock.
        public static final Pauses USUAL =
                new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(10));

        private Duration after(Duration pause) {
            Duration twice = pause.multipliedBy(2);
            return twice.compareTo(longest) < 0 ? twice : longest;
        }
    }

    /// @param name of what is kept, as the log and the thread say it
    public Keeper(String name, Pauses pauses, Kept kept) {
        this.name = name;
        this.pauses = pauses;
        this.kept = kept;
        this.thread = Thread.ofPlatform().name(name + "-keeper").unstarted(this::run);
    }

    public Keeper start() {
        thread.start();
        return this;
    }

    /// Empty while it runs; after a failure, not before it has run for a while.
    public Optional<String> problem() {
        return Optional.of(problem).filter(it -> !it.isEmpty());
    }

    /// Returns when it is closed.
    @Override
    public void close() {
        closing.complete(null);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = pauses.first;
        try {
            while (!closing.isDone()) {
                Exception failure = runOnce();
                if (failure != null) {
                    pause = problem.isEmpty() ? pauses.first : pause;
                    failed(failure, pause);
                    hasEnded(closing, pause);
                    pause = pauses.after(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return what it failed with; null when it is to be closed
    private @Nullable Exception runOnce() throws InterruptedException {
        try (Running running = kept.open()) {
            if (problem.equals(OPENING)) {
                problem = "";
            }
            var end = CompletableFuture.anyOf(closing, running.failure());
            if (!hasEnded(end, pauses.settled)) {
                settled();
            }
            end.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof Exception cause ? cause : e;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return e;
        }
    }

    private void settled() {
        if (!problem.isEmpty()) {
            log.info("{} runs again", name);
            problem = "";
        }
    }

    private void failed(Exception failure, Duration pause) {
        String why = String.valueOf(failure.getMessage());
        if (!why.equals(problem)) {
            String line =
                    "%s has failed, and is opened again in %d s: %s"
                            .formatted(name, pause.toSeconds(), why);
            if (failure instanceof StartException) {
                log.warn(line); // which says what to do; where it comes from helps nobody
            } else {
                log.warn(line, failure);
            }
        }
        problem = why;
        kept.failed(failure);
    }

    private static boolean hasEnded(CompletableFuture<?> end, Duration wait)
            throws InterruptedException {
        try {
            end.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
