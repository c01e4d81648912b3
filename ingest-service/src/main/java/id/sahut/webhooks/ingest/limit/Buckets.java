package id.sahut.webhooks.ingest.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Counts for everybody separately how often they asked in their current minute, which begins with
/// their first request. Safe for any thread.
///
/// A minute's worth is there at once and comes back at once: whoever is told 60 a minute can count
/// on exactly 60. Over two minutes' border it may be twice as many within seconds.
///
/// Whoever does not come for two minutes is forgotten, which changes nothing: they would start
/// afresh all the same. Beyond 100,000 somebody is forgotten earlier.
final class Buckets<K> {

    private static final int MAX_ENTRIES = 100_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Cache<K, Bucket> buckets;
    private final TimeMeter time;

    Buckets(LongSupplier nanoTime) {
        this.time =
                new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return nanoTime.getAsLong();
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return false;
                    }
                };
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(MAX_ENTRIES)
                        .expireAfterAccess(MINUTE.multipliedBy(2))
                        .ticker(nanoTime::getAsLong)
                        .executor(Runnable::run) // no thread of anybody else's
                        .build();
    }

    Allowance take(K who, int perMinute) {
        ConsumptionProbe probe =
                buckets.get(who, _ -> bucket(perMinute)).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? new Allowance.Granted(perMinute, probe.getRemainingTokens())
                : new Allowance.Exhausted(
                        perMinute, Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(int perMinute) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillIntervally(perMinute, MINUTE))
                .withCustomTimePrecision(time)
                .build();
    }
}
