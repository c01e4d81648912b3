package id.sahut.webhooks.ingest.events;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.SkippedRecords;
import id.sahut.webhooks.common.kafka.TopicFollower;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// The idempotency keys in use, as the topic has them. Its public methods are safe for any thread;
/// changes come from the follower's thread alone.
final class ClaimView implements AutoCloseable {

    private final Claims claims;
    private final SkippedRecords skipped;

    /// Who waits for which key's event to be published: one request for each key at most.
    private final ConcurrentMap<Fingerprint, CompletableFuture<Void>> waiting =
            new ConcurrentHashMap<>();

    private final TopicFollower follower;

    private ClaimView(
            KafkaClients kafka,
            String topic,
            int max,
            InstantSource clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this.claims = new Claims(max, clock);
        Gauge.builder("sahut.idempotency.keys", claims, Claims::size)
                .description("Idempotency keys in memory")
                .register(meters);
        FunctionCounter.builder("sahut.idempotency.keys.dropped", claims, Claims::dropped)
                .description("Idempotency keys forgotten before their time, for lack of room")
                .register(meters);
        this.skipped = new SkippedRecords(topic, meters);
        this.follower = TopicFollower.start(topic, kafka.viewConsumer(), this::apply, nanoTime);
        follower.register("ingest", meters);
    }

    /// @param max how many keys it holds
    /// @param nanoTime a monotonic clock, in nanoseconds
    static ClaimView follow(
            KafkaClients kafka,
            String topic,
            int max,
            InstantSource clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        return new ClaimView(kafka, topic, max, clock, nanoTime, meters);
    }

    /// Completes when every key used before the start is known.
    CompletableFuture<Void> caughtUp() {
        return follower.caughtUp();
    }

    /// Empty when it has caught up and is not known to lag.
    Optional<String> problem() {
        return follower.problem();
    }

    boolean isAlive() {
        return follower.isAlive();
    }

    /// Completes, exceptionally, when it learns of no more keys.
    CompletableFuture<Void> failure() {
        return follower.failure();
    }

    @Override
    public void close() {
        follower.close();
    }

    /// Whether it knows all keys and still learns of new ones. One that doesn't must not be asked:
    /// it could let an event be published twice.
    boolean isCurrent() {
        CompletableFuture<Void> caughtUp = follower.caughtUp();
        return caughtUp.isDone() && !caughtUp.isCompletedExceptionally() && follower.isAlive();
    }

    Optional<Claim> find(Fingerprint key) {
        return claims.find(key);
    }

    /// Waits until the record at this place has been read.
    ///
    /// @return false when that took too long
    boolean awaitRead(RecordMetadata place, Duration limit) throws InterruptedException {
        return await(follower.hasRead(place.partition(), place.offset()), limit);
    }

    /// Waits until somebody else has published the key's event, or the time is over.
    void awaitPublished(Fingerprint key, Duration limit) throws InterruptedException {
        var published = new CompletableFuture<Void>();
        waiting.put(key, published);
        try {
            if (!isPublished(key)) {
                var _ = await(published, limit);
            }
        } finally {
            waiting.remove(key);
        }
    }

    private boolean isPublished(Fingerprint key) {
        return find(key).filter(Claim::published).isPresent();
    }

    private static boolean await(CompletableFuture<Void> what, Duration limit)
            throws InterruptedException {
        try {
            what.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is waited for only ever happens", e);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        Optional<Fingerprint> key = ClaimRecords.key(record.key());
        Optional<Claim> claim = ClaimRecords.read(record.value());
        if (key.isEmpty() || claim.isEmpty()) {
            skipped.skip("that claims no idempotency key", record);
            return;
        }
        claims.take(key.get(), claim.get());
        CompletableFuture<Void> waiter = waiting.get(key.get());
        if (waiter != null && isPublished(key.get())) {
            waiter.complete(null);
        }
    }
}
