package id.sahut.webhooks.standalone.command;

import id.sahut.webhooks.common.config.Settings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Says on stderr what a command waits for, once it has waited for some time. Closed when the wait
/// is over. Safe for any thread.
public final class Waiting implements AutoCloseable {

    private static final int UNTIL_TOLD_MS = 2_000;

    private final AtomicBoolean over = new AtomicBoolean();

    private Waiting() {}

    /// For whatever talks to the cluster, which gives up by itself.
    public static Waiting forKafka(Console console, Settings settings) {
        var waiting = new Waiting();
        String line = "waiting for Kafka at " + settings.kafka().bootstrapServers();
        CompletableFuture.delayedExecutor(
                        UNTIL_TOLD_MS,
                        TimeUnit.MILLISECONDS,
                        task -> Thread.ofVirtual().name("waiting").start(task))
                .execute(() -> {
                    if (!waiting.over.get()) {
                        console.warn(line);
                    }
                });
        return waiting;
    }

    @Override
    public void close() {
        over.set(true);
    }
}
