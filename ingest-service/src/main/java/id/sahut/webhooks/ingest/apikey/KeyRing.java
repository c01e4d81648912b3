package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.ReadBackWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/// The API keys, as a service needs them: it recognises those that it is shown, and makes, lists
/// and revokes a workspace's; no workspace ever meets another's. Safe for any thread.
///
/// [ApiKeys] does without a service.
public final class KeyRing implements AutoCloseable {

    /// How often a key's last use is written down at most.
    private static final Duration USES_INTERVAL = Duration.ofMinutes(1);

    private final String topic;
    private final ApiKeyView view;
    private final KeyUses uses;
    private final ReadBackWriter writer;
    private final int maxPerWorkspace;
    private final KeyMaker maker;

    /// Keys on their way into the view, which count already. Guarded by this.
    private final Map<WorkspaceId, Integer> underWay = new HashMap<>();

    /// What it works with.
    ///
    /// @param consumer a [KafkaClients#viewConsumer], which is closed with this
    /// @param producer one that gives up after a while
    /// @param topic the compacted topic of the keys
    /// @param maxPerWorkspace how many keys one may have. Several processes may together exceed it
    ///   by as many as they are
    /// @param nanoTime a monotonic clock, in nanoseconds
    /// @param random a secure one: keys come from it
    public record Wiring(
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            String topic,
            int maxPerWorkspace,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            MeterRegistry meters) {}

    /// What came of making a key.
    public sealed interface Making {
        record Made(ApiKey key, PlainKey plain) implements Making {}

        record TooMany(int limit) implements Making {}

        record Unavailable() implements Making {}
    }

    /// What came of revoking one.
    public enum Revoking {
        REVOKED,
        UNKNOWN,
        UNAVAILABLE
    }

    private KeyRing(Wiring wiring) {
        this.topic = wiring.topic;
        this.maxPerWorkspace = wiring.maxPerWorkspace;
        this.maker = new KeyMaker(wiring.clock, wiring.random);
        this.view =
                ApiKeyView.follow(wiring.consumer, wiring.topic, wiring.meters, wiring.nanoTime);
        this.uses = KeyUses.start(view, wiring.producer, wiring.topic, wiring.clock, USES_INTERVAL);
        this.writer = new ReadBackWriter(wiring.producer, view::hasRead);
    }

    public static KeyRing open(Wiring wiring) {
        return new KeyRing(wiring);
    }

    /// What is known of a key that somebody presents; empty when it is none of ours or revoked.
    public Optional<ApiKey> recognise(PlainKey presented) {
        return view.recognise(presented);
    }

    /// What is known of a workspace's key; empty when it has none of this id, or it is revoked.
    public Optional<ApiKey> find(WorkspaceId workspace, ApiKeyId id) {
        return view.of(workspace).stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /// Somebody has shown this key.
    public void note(ApiKey key) {
        uses.note(key);
    }

    /// Whether it knows all keys, still learns of new and revoked ones, and is not known to lag.
    /// One that isn't so must not be asked: it could let a revoked key in.
    public boolean isReliable() {
        return view.isReliable();
    }

    /// Empty when it knows all keys and is not known to lag.
    public Optional<String> problem() {
        return view.problem();
    }

    public boolean isAlive() {
        return view.isAlive();
    }

    /// Completes, exceptionally, when it learns of no more changes, or writes no more uses down.
    public CompletableFuture<Void> failure() {
        return CompletableFuture.anyOf(view.failure(), uses.failure()).thenAccept(_ -> {});
    }

    /// Writes down what is left.
    @Override
    public void close() {
        try (view) {
            uses.close();
        }
    }

    /// Oldest first.
    public List<ApiKey> of(WorkspaceId workspace) {
        return view.of(workspace);
    }

    /// Empty while it was never used.
    public Optional<Instant> lastUsed(ApiKey key) {
        return uses.latest(key.id());
    }

    /// @param label see [ApiKey#isLabel]
    public Making make(WorkspaceId workspace, String label, Plan plan) {
        if (!reserve(workspace)) {
            return new Making.TooMany(maxPerWorkspace);
        }
        try {
            ApiKeys.Created created = maker.make(workspace, label, plan, false);
            return writer.write(ApiKeyRecords.write(topic, created.key()))
                    ? new Making.Made(created.key(), created.plain())
                    : new Making.Unavailable();
        } finally {
            release(workspace);
        }
    }

    /// Another workspace's key is as unknown as none at all.
    public Revoking revoke(WorkspaceId workspace, String id) {
        Optional<ApiKeyId> known =
                view.of(workspace).stream()
                        .map(ApiKey::id)
                        .filter(it -> it.value().equals(id))
                        .findFirst();
        if (known.isEmpty()) {
            return Revoking.UNKNOWN;
        }
        return writer.write(ApiKeyRecords.writeRevoked(topic, known.get()))
                ? Revoking.REVOKED
                : Revoking.UNAVAILABLE;
    }

    private synchronized boolean reserve(WorkspaceId workspace) {
        int others = underWay.getOrDefault(workspace, 0);
        if (view.of(workspace).size() + others >= maxPerWorkspace) {
            return false;
        }
        underWay.put(workspace, others + 1);
        return true;
    }

    private synchronized void release(WorkspaceId workspace) {
        underWay.computeIfPresent(workspace, (_, count) -> count > 1 ? count - 1 : null);
    }
}
