package id.sahut.webhooks.acceptance.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// What was published, and when. Safe for any thread.
public final class Ledger {

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /// @param publishedNanos when it was handed to the producer
    /// @param acknowledged completes when Kafka has it
    public record Entry(Event event, long publishedNanos, CompletableFuture<Void> acknowledged) {}

    void add(Entry entry) {
        if (entries.putIfAbsent(entry.event().id(), entry) != null) {
            throw new IllegalStateException("two events are called " + entry.event().id());
        }
    }

    public List<Entry> all() {
        return List.copyOf(entries.values());
    }

    public int size() {
        return entries.size();
    }

    public List<Entry> of(String workspace) {
        return entries.values().stream()
                .filter(it -> it.event().workspace().equals(workspace))
                .toList();
    }

    public Optional<Entry> find(String eventId) {
        return Optional.ofNullable(entries.get(eventId));
    }
}
