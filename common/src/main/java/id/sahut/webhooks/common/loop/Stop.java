package id.sahut.webhooks.common.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether a loop was asked to end, and how long ago. Safe for any thread.
public final class Stop {

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Long> askedNanos = new AtomicReference<>();

    /// @param nanoTime a monotonic clock, in nanoseconds
    public Stop(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public boolean isAsked() {
        return askedNanos.get() != null;
    }

    /// Whether it was asked, longer ago than this.
    public boolean isAskedFor(Duration longer) {
        Long asked = askedNanos.get();
        return asked != null && nanoTime.getAsLong() - asked > longer.toNanos();
    }

    void ask() {
        askedNanos.compareAndSet(null, nanoTime.getAsLong());
    }
}
