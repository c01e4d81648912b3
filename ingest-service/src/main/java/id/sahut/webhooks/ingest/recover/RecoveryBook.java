package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The recoveries that the topic tells of, the newest 100 of each webhook. Safe for any thread.
///
/// A wish and how far it has come are two records, of two writers; either may be read first.
final class RecoveryBook {

    private static final int MAX_OF_A_WEBHOOK = 100;

    /// By their ids, which sort by age.
    private final Map<WebhookId, NavigableMap<String, Known>> known = new HashMap<>();

    private final Map<RecoveryId, Entry> unfinished = new LinkedHashMap<>();

    /// One that is known: both of its sides.
    record Entry(RecoveryWish wish, RecoveryProgress progress) {

        boolean isUnfinished() {
            return !progress.state().isFinished();
        }
    }

    /// @param progress none before it begins
    private record Known(@Nullable RecoveryWish wish, RecoveryProgress progress) {

        Optional<Entry> entry() {
            return Optional.ofNullable(wish).map(it -> new Entry(it, progress));
        }
    }

    synchronized void wished(RecoveryWish wish) {
        Known before = find(wish.webhook(), wish.id());
        // A stop is never taken back.
        boolean stopped =
                before.wish != null
                        && before.wish.stoppedAt().isPresent()
                        && wish.stoppedAt().isEmpty();
        put(wish.webhook(), wish.id(), stopped ? before : new Known(wish, before.progress));
    }

    synchronized void progressed(WebhookId webhook, RecoveryId id, RecoveryProgress progress) {
        Known before = find(webhook, id);
        if (progress.turn() > before.progress.turn()) {
            put(webhook, id, new Known(before.wish, progress));
        }
    }

    /// The newest first.
    synchronized List<Entry> of(WebhookId webhook) {
        NavigableMap<String, Known> its = known.get(webhook);
        return its == null
                ? List.of()
                : its.descendingMap().values().stream().flatMap(it -> it.entry().stream()).toList();
    }

    synchronized Optional<Entry> find(WebhookId webhook, String id) {
        NavigableMap<String, Known> its = known.get(webhook);
        return its == null
                ? Optional.empty()
                : Optional.ofNullable(its.get(id)).flatMap(Known::entry);
    }

    /// In the order in which they were wished.
    synchronized List<Entry> unfinished() {
        return List.copyOf(unfinished.values());
    }

    private Known find(WebhookId webhook, RecoveryId id) {
        NavigableMap<String, Known> its = known.get(webhook);
        Known found = its == null ? null : its.get(id.value());
        return found == null ? new Known(null, RecoveryProgress.NONE) : found;
    }

    private void put(WebhookId webhook, RecoveryId id, Known now) {
        var its = known.computeIfAbsent(webhook, _ -> new TreeMap<>());
        its.put(id.value(), now);
        now.entry()
                .filter(Entry::isUnfinished)
                .ifPresentOrElse(it -> unfinished.put(id, it), () -> unfinished.remove(id));
        if (its.size() > MAX_OF_A_WEBHOOK) {
            its.entrySet().stream()
                    .filter(it -> it.getValue().progress.state().isFinished())
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(its::remove);
        }
    }
}
