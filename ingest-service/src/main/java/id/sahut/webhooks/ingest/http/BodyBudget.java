package id.sahut.webhooks.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/// How much of all requests' bodies may be in memory together. Safe for any thread.
///
/// What has arrived counts, not what a sender announces: who dribbles takes little of it.
final class BodyBudget {

    private final long maxBytes;
    private final AtomicLong held = new AtomicLong();
    private final Counter refused;

    BodyBudget(long maxBytes, MeterRegistry meters) {
        this.maxBytes = maxBytes;
        this.refused = meters.counter("sahut.http.bodies.refused");
        meters.gauge("sahut.http.body.bytes", held);
    }

    /// One request's part, which is free again when it is closed.
    Share share() {
        return new Share();
    }

    /// Confined to the request's thread.
    final class Share implements AutoCloseable {

        private long mine;

        /// @return false when there is no room for so many more bytes
        boolean take(int bytes) {
            mine += bytes;
            boolean fits = held.addAndGet(bytes) <= maxBytes;
            if (!fits) {
                refused.increment();
            }
            return fits;
        }

        @Override
        public void close() {
            held.addAndGet(-mine);
            mine = 0;
        }
    }
}
