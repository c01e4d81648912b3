package id.sahut.webhooks.common.ops;

import java.util.concurrent.CompletableFuture;

/// A service at work. Closing it lets what it has begun end, within its limits.
public interface RunningService extends AutoCloseable {

    /// Completes, exceptionally, when a loop has failed and the process had better end.
    CompletableFuture<Void> failure();

    @Override
    void close();
}
