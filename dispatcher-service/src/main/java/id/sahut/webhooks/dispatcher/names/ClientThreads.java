package id.sahut.webhooks.dispatcher.names;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Marks the threads that a JDK HTTP client starts, which inherit the group they are started in, so
/// that their lookups are told from the rest of the process's. Safe for any thread.
public final class ClientThreads extends ThreadGroup {

    private final Names names;

    public ClientThreads(Names names) {
        super("webhook-clients");
        this.names = names;
    }

    Names names() {
        return names;
    }

    /// Builds something whose threads shall belong to this group.
    public <T> T build(Supplier<T> builder) {
        CompletableFuture<T> built = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        this, () -> built.completeAsync(builder, Runnable::run), "webhook-clients");
        thread.start();
        return built.join();
    }
}
