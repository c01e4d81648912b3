package id.sahut.webhooks.ingest.limit;

import id.sahut.webhooks.ingest.http.Origin;
import java.util.function.LongSupplier;

/// Holds every address to so many wrong keys per minute, in this process. Safe for any thread.
public final class WrongKeyLimits {

    private final int perMinute;
    private final Buckets<Origin> buckets;

    public WrongKeyLimits(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.buckets = new Buckets<>(nanoTime);
    }

    /// One more wrong key from there.
    public Allowance take(Origin origin) {
        return buckets.take(origin, perMinute);
    }
}
