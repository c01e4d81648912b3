package id.sahut.webhooks.ingest.write;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Until when somebody waits. Immutable, safe for any thread.
public record Deadline(LongSupplier nanoTime, long endNanos) {

    static Deadline in(Duration limit, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + limit.toNanos());
    }

    /// Zero when it has passed.
    public Duration remaining() {
        return remaining(Duration.ZERO);
    }

    /// What remains when `reserve` is to be left; zero when there is not as much.
    public Duration remaining(Duration reserve) {
        return Duration.ofNanos(Math.max(0, endNanos - nanoTime.getAsLong() - reserve.toNanos()));
    }
}
