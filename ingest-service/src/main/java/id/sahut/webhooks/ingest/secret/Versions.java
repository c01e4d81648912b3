package id.sahut.webhooks.ingest.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.TopicFollower;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The latest record of every webhook, and of those that are watched all since then, in the topic's
/// order. Read and watched by any thread; records come from the follower's thread alone.
final class Versions implements TopicFollower.Reader {

    /// Never empty; one version unless the webhook is watched.
    private final ConcurrentMap<WebhookId, List<Version>> byId = new ConcurrentHashMap<>();

    private final Set<WebhookId> watched = ConcurrentHashMap.newKeySet();
    private final WebhookRecords records;

    /// Where a record is.
    record Place(int partition, long offset) {}

    /// @param webhook empty when the record says that it was deleted
    record Version(Place place, Optional<Webhook> webhook) {}

    Versions(WebhookRecords records) {
        this.records = records;
    }

    /// All webhooks that are not deleted.
    List<Webhook> webhooks() {
        return byId.values().stream().flatMap(it -> it.getLast().webhook().stream()).toList();
    }

    /// Keeps from now on every version of a webhook that was read, and tells the latest.
    Version watch(WebhookId id) {
        List<Version> all =
                byId.computeIfPresent(
                        id,
                        (_, known) -> {
                            watched.add(id); // here, lest a record comes in between
                            return known;
                        });
        return Objects.requireNonNull(all).getLast();
    }

    void unwatch(WebhookId id) {
        watched.remove(id);
        byId.computeIfPresent(id, (_, all) -> List.of(all.getLast()));
    }

    /// What was read of a watched webhook behind `base`, the latest when it was watched or later.
    List<Version> since(WebhookId id, Place base) {
        return Objects.requireNonNull(byId.get(id)).stream()
                .dropWhile(it -> !it.place().equals(base))
                .skip(1)
                .toList();
    }

    /// What is no webhook is passed over, as everybody else does who reads the topic.
    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (!WebhookId.isWellFormed(key)) {
            return;
        }
        var id = new WebhookId(key);
        Optional<Webhook> webhook =
                Optional.ofNullable(record.value())
                        .flatMap(records::read)
                        .filter(it -> it.id().equals(id));
        if (record.value() == null || webhook.isPresent()) {
            var version = new Version(new Place(record.partition(), record.offset()), webhook);
            byId.merge(id, List.of(version), (all, one) -> after(id, all, one));
        }
    }

    private List<Version> after(WebhookId id, List<Version> all, List<Version> one) {
        return watched.contains(id) ? Stream.concat(all.stream(), one.stream()).toList() : one;
    }
}
