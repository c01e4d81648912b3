package id.sahut.webhooks.ingest.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Tells whoever waits for it that something of a webhook's has changed. Safe for any thread.
///
/// What this process has written is told at once, or a third of a second after the last time, so
/// that a busy webhook's list is not asked for ten times a second; later where many wait. What
/// another process has written into a shared database is not known here: who waits then looks every
/// two seconds.
public final class Changes implements AutoCloseable {

    private static final int MAX_WEBHOOKS = 10_000;

    /// Each holds a connection and a virtual thread.
    private static final int MAX_WAITING = 1_000;

    /// Of one workspace: the others' lists are to live on beside it.
    private static final int MAX_OF_A_WORKSPACE = 250;

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMillis(300);

    /// A page of a list takes some milliseconds to make: so many lists together are made a hundred
    /// times a second at most, and the more there are the longer each waits.
    private static final Duration FOR_EACH = Duration.ofMillis(10);

    private final String origin;
    private final boolean isShared;
    private final LongSupplier nanoTime;
    private final Counter refused;

    /// In which turn each was last changed; of most there is nothing to say.
    private final Cache<WebhookId, Long> changed =
            Caffeine.newBuilder().maximumSize(MAX_WEBHOOKS).executor(Runnable::run).build();

    private final Map<WorkspaceId, Integer> waitingOf = new HashMap<>();
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
                .description("How many wait for changes, 1,000 at most")
                .register(meters);
    }

    /// What is to be shown to [#await] later, by whoever looks after asking for this.
    public synchronized String seen() {
        return "%s.%d.%d".formatted(origin, turn, nanoTime.getAsLong());
    }

    /// Blocks until something of the webhook's has changed since then, for a third of a second at
    /// least.
    ///
    /// @param who asks
    /// @param seen what [#seen] said; of another process it says nothing, and is waited for a
    ///   moment
    /// @param longest how long at most
    public synchronized Waited await(
            WorkspaceId who, WebhookId webhook, String seen, Duration longest) {
        if (waiting >= MAX_WAITING || waitingOf.getOrDefault(who, 0) >= MAX_OF_A_WORKSPACE) {
            refused.increment();
            return Waited.TOO_MANY;
        }
        waiting++;
        waitingOf.merge(who, 1, Integer::sum);
        try {
            return await(webhook, Seen.parse(origin, seen), longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Waited.UNCHANGED;
        } finally {
            waiting--;
            waitingOf.computeIfPresent(who, (_, many) -> many == 1 ? null : many - 1);
        }
    }

    private synchronized Waited await(WebhookId webhook, Optional<Seen> seen, Duration longest)
            throws InterruptedException {
        Duration wait = seen.isEmpty() || isShared ? LOOK : longest;
        long now = nanoTime.getAsLong();
        long end = now + wait.toNanos();
        long earliest =
                seen.map(it -> Math.min(it.nanos - now, 0) + now + shortestNanos()).orElse(end);
        while (!closed) {
            boolean isNews = seen.isPresent() && lastChange(webhook) > seen.get().turn;
            long until = isNews ? Math.min(earliest, end) : end;
            long left = until - nanoTime.getAsLong();
            if (left <= 0) {
                return isNews || !wait.equals(longest) ? Waited.CHANGED : Waited.UNCHANGED;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return Waited.UNCHANGED;
    }

    private synchronized long shortestNanos() {
        return Math.max(SHORTEST.toNanos(), FOR_EACH.toNanos() * waiting);
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

    /// What [#seen] said.
    ///
    /// @param nanos when that was asked
    private record Seen(long turn, long nanos) {

        static Optional<Seen> parse(String origin, String text) {
            String[] parts = text.split("\\.", 4);
            try {
                return parts.length == 3 && parts[0].equals(origin)
                        ? Optional.of(new Seen(Long.parseLong(parts[1]), Long.parseLong(parts[2])))
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }
}
