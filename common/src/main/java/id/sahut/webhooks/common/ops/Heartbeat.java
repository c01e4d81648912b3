package id.sahut.webhooks.common.ops;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Tells whether a loop still turns. Safe for any thread.
public final class Heartbeat {

    private final LongSupplier nanoTime;
    private final Duration limit;
    private final AtomicLong lastBeat;

    /// @param limit how long a turn of the loop may take
    public Heartbeat(LongSupplier nanoTime, Duration limit) {
        this.nanoTime = nanoTime;
        this.limit = limit;
        this.lastBeat = new AtomicLong(nanoTime.getAsLong());
    }

    /// The loop has turned once more.
    public void beat() {
        lastBeat.set(nanoTime.getAsLong());
    }

    /// Empty while the loop turns.
    public Optional<String> problem() {
        Duration silence = Duration.ofNanos(nanoTime.getAsLong() - lastBeat.get());
        return silence.compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of("has not turned for %d s".formatted(silence.toSeconds()));
    }
}
