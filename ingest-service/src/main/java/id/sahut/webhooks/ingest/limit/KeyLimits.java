package id.sahut.webhooks.ingest.limit;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.Plan;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Holds every key to its plan's requests per minute, in this process. Safe for any thread.
public final class KeyLimits {

    private final Map<Plan, Integer> perMinute;
    private final Buckets<Holder> buckets;

    private record Holder(ApiKeyId id, Plan plan) {}

    /// @param perMinute for every plan
    public KeyLimits(Map<Plan, Integer> perMinute, LongSupplier nanoTime) {
        this.perMinute = new EnumMap<>(perMinute);
        this.buckets = new Buckets<>(nanoTime);
    }

    /// One more request with this key.
    public Allowance take(ApiKey key) {
        Integer limit = perMinute.get(key.plan());
        if (limit == null) {
            throw new IllegalStateException("no limit for plan " + key.plan());
        }
        return buckets.take(new Holder(key.id(), key.plan()), limit);
    }
}
