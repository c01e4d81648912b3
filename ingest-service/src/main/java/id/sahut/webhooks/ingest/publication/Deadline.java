package id.sahut.webhooks.ingest.publication;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Until when somebody waits. Immutable, safe for any thread.
record Deadline(LongSupplier nanoTime, long endNanos) {

    static Deadline in(Duration limit, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + limit.toNanos());
    }

    /// Zero when it has passed.
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - nanoTime.getAsLong()));
    }
}
