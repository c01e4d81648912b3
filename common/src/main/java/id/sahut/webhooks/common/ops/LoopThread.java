package id.sahut.webhooks.common.ops;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A loop on a platform thread of its own, which has the loop's role for a name. Safe for any
/// thread.
///
/// Whatever a loop throws ends it, is logged, and completes [#failure]: nothing goes on half dead.
public final class LoopThread {

    private static final Logger log = LoggerFactory.getLogger(LoopThread.class);

    private final Thread thread;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    private LoopThread(String role, Runnable loop) {
        this.thread =
                Thread.ofPlatform()
                        .name(role)
                        .unstarted(() -> {
                            try {
                                loop.run();
                            } catch (LoopEnd e) {
                                failure.completeExceptionally(e);
                            } catch (RuntimeException | Error e) {
                                log.error("{} has failed", role, e);
                                failure.completeExceptionally(e);
                            }
                        });
    }

    /// A thread that will run the loop once it is started.
    public static LoopThread of(String role, Runnable loop) {
        return new LoopThread(role, loop);
    }

    public void start() {
        thread.start();
    }

    /// Whether the loop has been started and not ended.
    public boolean isAlive() {
        return thread.isAlive();
    }

    /// Completes, exceptionally, when the loop has failed.
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /// Makes a blocked loop notice.
    public void interrupt() {
        thread.interrupt();
    }

    /// Waits for the loop to end, which somebody must have asked it for.
    public void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
