package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.ReadBackWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A workspace's API keys, to look up and to change; no workspace ever meets another's. Safe for
/// any thread.
public final class ApiKeyRegistry {

    private final String topic;
    private final ApiKeyView view;
    private final KeyUses uses;
    private final ReadBackWriter writer;
    private final int maxPerWorkspace;
    private final KeyMaker maker;

    /// Keys on their way into the view, which count already. Guarded by this.
    private final Map<WorkspaceId, Integer> underWay = new HashMap<>();

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

    /// @param maxPerWorkspace how many keys one may have. Several processes may together exceed it
    ///   by as many as they are
    /// @param random a secure one: keys come from it
    public ApiKeyRegistry(
            String topic,
            ApiKeyView view,
            KeyUses uses,
            ReadBackWriter writer,
            int maxPerWorkspace,
            InstantSource clock,
            RandomGenerator random) {
        this.topic = topic;
        this.view = view;
        this.uses = uses;
        this.writer = writer;
        this.maxPerWorkspace = maxPerWorkspace;
        this.maker = new KeyMaker(clock, random);
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
            ApiKeys.Created created = maker.make(workspace, label, plan);
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
