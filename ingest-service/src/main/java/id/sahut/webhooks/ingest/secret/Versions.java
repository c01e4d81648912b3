package id.sahut.webhooks.ingest.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.TopicFollower;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The latest record of every webhook, and the one before it. Read by any thread; changes come from
/// the follower's thread alone.
final class Versions implements TopicFollower.Reader {

    private final ConcurrentMap<WebhookId, Latest> latest = new ConcurrentHashMap<>();
    private final WebhookRecords records;

    /// Where a record is.
    record Place(int partition, long offset) {}

    /// @param webhook empty when the record says that it was deleted
    record Version(Place place, Optional<Webhook> webhook) {}

    /// @param before the version that it took the place of
    record Latest(Version version, @Nullable Version before) {}

    Versions(WebhookRecords records) {
        this.records = records;
    }

    Optional<Latest> of(WebhookId id) {
        return Optional.ofNullable(latest.get(id));
    }

    /// All webhooks that are not deleted.
    List<Webhook> webhooks() {
        return latest.values().stream().flatMap(it -> it.version().webhook().stream()).toList();
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
            latest.merge(
                    id,
                    new Latest(version, null),
                    (before, _) -> new Latest(version, before.version()));
        }
    }
}
