package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.SkippedRecords;
import id.sahut.webhooks.common.kafka.TopicFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Every API key that is not revoked, in memory: a view of the compacted topic. Lookups are safe
/// for any thread; changes come from the follower's thread alone.
///
/// A presented key is looked up by its hash, so how long that takes tells nothing about any key.
final class ApiKeyView implements AutoCloseable {

    private final ConcurrentMap<ApiKeyId, ApiKey> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ApiKey> byHash = new ConcurrentHashMap<>();
    private final ConcurrentMap<WorkspaceId, List<ApiKey>> byWorkspace = new ConcurrentHashMap<>();
    private final ConcurrentMap<ApiKeyId, Instant> lastUsed = new ConcurrentHashMap<>();
    private final SkippedRecords skipped;
    private final TopicFollower follower;

    private ApiKeyView(
            SkippedRecords skipped, Function<TopicFollower.Reader, TopicFollower> start) {
        this.skipped = skipped;
        this.follower = start.apply(this::apply);
    }

    /// For whoever wants to know which keys there are, and soon closes it.
    static ApiKeyView follow(KafkaClients kafka, String topic) {
        var nobodyCounts = new CompositeMeterRegistry();
        return new ApiKeyView(
                new SkippedRecords(topic, nobodyCounts),
                it -> TopicFollower.start(topic, kafka.viewConsumer(), it));
    }

    /// For whoever lets people in: it notices when it lags.
    ///
    /// @param consumer a [KafkaClients#viewConsumer], which is closed with the view
    /// @param nanoTime a monotonic clock, in nanoseconds
    static ApiKeyView follow(
            Consumer<byte[], byte[]> consumer,
            String topic,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        var view =
                new ApiKeyView(
                        new SkippedRecords(topic, meters),
                        it -> TopicFollower.start(topic, consumer, it, nanoTime));
        view.follower.register("ingest", meters);
        return view;
    }

    /// What is known of a key that somebody presents; empty when it is none of ours or revoked.
    Optional<ApiKey> recognise(PlainKey presented) {
        return Optional.ofNullable(byHash.get(presented.sha256()));
    }

    /// A workspace's keys, oldest first.
    List<ApiKey> of(WorkspaceId workspace) {
        return byWorkspace.getOrDefault(workspace, List.of());
    }

    boolean knows(ApiKeyId id) {
        return byId.containsKey(id);
    }

    /// When a key was last used, as far as it has been written down.
    Optional<Instant> lastUsed(ApiKeyId id) {
        return Optional.ofNullable(lastUsed.get(id));
    }

    /// Completes when the record at this place has been read.
    CompletableFuture<Void> hasRead(int partition, long offset) {
        return follower.hasRead(partition, offset);
    }

    /// Completes when every key made before the start is known.
    CompletableFuture<Void> caughtUp() {
        return follower.caughtUp();
    }

    /// Whether it knows all keys, still learns of new and revoked ones, and is not known to lag. A
    /// view that isn't so must not be asked: it could let a revoked key in. It need not be proven
    /// current: a cluster that can't be asked for its end takes no revocation either.
    boolean isReliable() {
        return follower.isAlive() && problem().isEmpty();
    }

    /// Empty when it has caught up and is not known to lag.
    Optional<String> problem() {
        return follower.problem();
    }

    boolean isAlive() {
        return follower.isAlive();
    }

    /// Completes, exceptionally, when it learns of no more changes.
    CompletableFuture<Void> failure() {
        return follower.failure();
    }

    @Override
    public void close() {
        follower.close();
    }

    Collection<ApiKey> all() {
        return List.copyOf(byId.values());
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        Optional<ApiKeyId> id = ApiKeyRecords.idOf(record);
        if (id.isEmpty()) {
            skipped.skip("whose key is no API key's id", record);
            return;
        }
        if (ApiKeyRecords.isAboutUse(record)) {
            used(id.get(), record);
            return;
        }
        forget(id.get());
        if (record.value() == null) {
            lastUsed.remove(id.get());
            return;
        }
        ApiKeyRecords.read(record.value())
                .filter(it -> it.id().equals(id.get()))
                .ifPresentOrElse(this::learn, () -> skipped.skip("that is no API key", record));
    }

    /// Several instances write this down, each what it has seen: the latest counts. Of a key that
    /// is not there it tells nothing; an instance may have written it while another revoked the
    /// key.
    private void used(ApiKeyId id, ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value == null || !knows(id)) {
            return;
        }
        ApiKeyRecords.readLastUsed(value)
                .ifPresentOrElse(
                        at -> lastUsed.merge(id, at, (a, b) -> a.isAfter(b) ? a : b),
                        () -> skipped.skip("that does not tell when a key was used", record));
    }

    private void learn(ApiKey key) {
        byId.put(key.id(), key);
        byHash.put(key.sha256(), key);
        byWorkspace.merge(
                key.workspaceId(),
                List.of(key),
                (before, added) ->
                        Stream.concat(before.stream(), added.stream())
                                .sorted(ApiKey.OLDEST_FIRST)
                                .toList());
    }

    private void forget(ApiKeyId id) {
        ApiKey before = byId.remove(id);
        if (before == null) {
            return;
        }
        byHash.remove(before.sha256(), before);
        byWorkspace.computeIfPresent(
                before.workspaceId(),
                (_, keys) -> {
                    var rest = keys.stream().filter(it -> !it.id().equals(id)).toList();
                    return rest.isEmpty() ? null : rest;
                });
    }
}
