package id.sahut.webhooks.ingest.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import id.sahut.webhooks.common.id.WebhookId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Tells whoever waits for it that something of a webhook's has changed. Safe for any thread.
///
/// What this process has written is told at once. What another has written into a shared database
/// is not known here: who waits then looks every two seconds.
public final class Changes implements AutoCloseable {

    private static final int MAX_WEBHOOKS = 10_000;

    /// Each holds a connection and a virtual thread.
    private static final int MAX_WAITING = 500;

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final String origin;
    private final boolean isShared;
    private final LongSupplier nanoTime;
    private final Counter refused;

    /// In which turn each was last changed; of most there is nothing to say.
    private final Cache<WebhookId, Long> changed =
            Caffeine.newBuilder().maximumSize(MAX_WEBHOOKS).executor(Runnable::run).build();

    private long turn;
    private int waiting;
    private boolean closed;

    /// What came of waiting.
    public enum Waited {
        /// Something has changed, or may have.
        CHANGED,
        /// Nothing has, for as long as was waited.
        UNCHANGED,
        /// Too many wait already.
        TOO_MANY
    }

    /// @param origin tells this process's turns from others'
    /// @param isShared whether others write into the same database
    Changes(String origin, boolean isShared, LongSupplier nanoTime, MeterRegistry meters) {
        this.origin = origin;
        this.isShared = isShared;
        this.nanoTime = nanoTime;
        this.refused =
                Counter.builder("sahut.history.waiting.refused")
                        .description("How often nobody more could wait for changes")
                        .register(meters);
        Gauge.builder("sahut.history.waiting", this, Changes::waiting)
                .description("How many wait for changes, 500 at most")
                .register(meters);
    }

    /// What is to be shown to [#await] later, by whoever looks after asking for this.
    public synchronized String seen() {
        return origin + "." + turn;
    }

    /// Blocks until something of the webhook's has changed since then.
    ///
    /// @param seen what [#seen] said; of another process it says nothing, and is waited for a
    ///   moment
    /// @param longest how long at most
    public synchronized Waited await(WebhookId webhook, String seen, Duration longest) {
        if (waiting >= MAX_WAITING) {
            refused.increment();
            return Waited.TOO_MANY;
        }
        waiting++;
        try {
            Optional<Long> since = turn(seen);
            Duration wait = since.isEmpty() || isShared ? LOOK : longest;
            long end = nanoTime.getAsLong() + wait.toNanos();
            for (long left = wait.toNanos();
                    left > 0 && !closed;
                    left = end - nanoTime.getAsLong()) {
                if (since.isPresent() && lastChange(webhook) > since.get()) {
                    return Waited.CHANGED;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return wait.equals(longest) ? Waited.UNCHANGED : Waited.CHANGED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Waited.UNCHANGED;
        } finally {
            waiting--;
        }
    }

    /// Something of these has been written.
    synchronized void written(Set<WebhookId> webhooks) {
        turn++;
        webhooks.forEach(it -> changed.put(it, turn));
        notifyAll();
    }

    /// Nobody waits any more.
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized int waiting() {
        return waiting;
    }

    private long lastChange(WebhookId webhook) {
        Long last = changed.getIfPresent(webhook);
        return last == null ? 0 : last;
    }

    private Optional<Long> turn(String seen) {
        String prefix = origin + ".";
        try {
            return seen.startsWith(prefix)
                    ? Optional.of(Long.valueOf(seen.substring(prefix.length())))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
