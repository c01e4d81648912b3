package id.sahut.webhooks.ingest.dashboard;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// What takes long to count, counted once for everybody who asks within a few seconds. Safe for any
/// thread.
///
/// Nobody waits longer than they want to: a page says that something is still being counted, and
/// finds it when it is loaded again. Two count at once, so that most of the history's connections
/// are left to others.
///
/// @param <K> what is asked
/// @param <V> what it comes to
final class Counts<K, V> {

    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int MAX_KEPT = 2_000;
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 500;

    private final AsyncCache<K, Optional<V>> counted;
    private final Function<K, Optional<V>> count;

    /// What is known of something.
    sealed interface Count<V> {
        record Known<V>(V value) implements Count<V> {}

        record UnderWay<V>() implements Count<V> {}

        /// Nobody can tell just now.
        record Unavailable<V>() implements Count<V> {}
    }

    /// @param count empty when it can't be told
    Counts(Function<K, Optional<V>> count) {
        var threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().daemon().name("dashboard-count-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        this.counted =
                Caffeine.newBuilder()
                        .executor(threads)
                        .expireAfterWrite(KEPT)
                        .maximumSize(MAX_KEPT)
                        .buildAsync();
        this.count = count;
    }

    Count<V> of(K key, Duration wait) {
        try {
            CompletableFuture<Optional<V>> counting = counted.get(key, it -> count.apply(it));
            Optional<V> value = counting.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            return value.<Count<V>>map(Count.Known::new).orElseGet(() -> away(key));
        } catch (TimeoutException | RejectedExecutionException e) {
            return new Count.UnderWay<>();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing was counted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Count.UnderWay<>();
        }
    }

    /// Is asked for again by the next.
    private Count<V> away(K key) {
        counted.synchronous().invalidate(key);
        return new Count.Unavailable<>();
    }
}
