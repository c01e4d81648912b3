package id.sahut.webhooks.ingest.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts who is turned away. Safe for any thread.
final class ApiMeters {

    private final Counter limitedKeys;
    private final Counter limitedOrigins;
    private final Counter rejectedKeys;

    ApiMeters(MeterRegistry meters) {
        this.limitedKeys = meters.counter("sahut.http.rate.limited", "limit", "key");
        this.limitedOrigins = meters.counter("sahut.http.rate.limited", "limit", "wrong_keys");
        this.rejectedKeys = meters.counter("sahut.http.keys.rejected");
    }

    /// A key was used more often than its plan allows.
    void limitedKey() {
        limitedKeys.increment();
    }

    /// An address showed more wrong keys than it may.
    void limitedOrigin() {
        limitedOrigins.increment();
    }

    /// A key was shown that is none, or revoked.
    void rejectedKey() {
        rejectedKeys.increment();
    }
}
