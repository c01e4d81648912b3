package id.sahut.webhooks.ingest.recover;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.FixedPartition;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.ingest.history.Cursor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recoveries as records: what is wished under `<webhook>.<recovery>.wish`, and how far it has come
/// under `<webhook>.<recovery>`, all of a webhook in one partition. Stateless.
final class RecoveryRecords {

    private static final String WISH = ".wish";

    private RecoveryRecords() {}

    static ProducerRecord<byte[], byte[]> write(String topic, RecoveryWish wish) {
        var members = new LinkedHashMap<String, Object>();
        members.put("workspace_id", wish.workspace().value());
        members.put("since", wish.since().toString());
        members.put("until", wish.until().map(Instant::toString).orElse(null));
        members.put("states", wish.states().labels());
        members.put("event", wish.event().orElse(null));
        members.put("created_at", wish.createdAt().toString());
        members.put("stopped_at", wish.stoppedAt().map(Instant::toString).orElse(null));
        return record(topic, wish.webhook(), wish.webhook() + "." + wish.id() + WISH, members);
    }

    static ProducerRecord<byte[], byte[]> write(
            String topic, RecoveryWish of, RecoveryProgress progress) {
        var members = new LinkedHashMap<String, Object>();
        members.put("turn", progress.turn());
        members.put("state", progress.state().label());
        members.put("after", progress.after().map(Cursor::text).orElse(null));
        progress.events().ifPresent(it -> members.put("events", events(it)));
        members.put("found", progress.found());
        members.put("sent", progress.sent());
        members.put("skipped", progress.skipped());
        members.put("finished_at", progress.finishedAt().map(Instant::toString).orElse(null));
        return record(topic, of.webhook(), of.webhook() + "." + of.id(), members);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, WebhookId webhook, String key, Map<String, Object> members) {
        return new ProducerRecord<>(
                topic,
                FixedPartition.of(webhook.value().getBytes(UTF_8), TopicPlan.RECOVERY_PARTITIONS),
                key.getBytes(UTF_8),
                JsonMapper.shared().writeValueAsBytes(members));
    }

    /// @return false when it is none of these
    static boolean read(ConsumerRecord<byte[], byte[]> record, RecoveryBook into) {
        if (record.key() == null) {
            return false;
        }
        String key = new String(record.key(), UTF_8);
        boolean isWish = key.endsWith(WISH);
        String[] ids =
                (isWish ? key.substring(0, key.length() - WISH.length()) : key).split("[.]", -1);
        if (ids.length != 2
                || !WebhookId.isWellFormed(ids[0])
                || !RecoveryId.isWellFormed(ids[1])
                || record.value() == null) {
            return false;
        }
        var webhook = new WebhookId(ids[0]);
        var id = new RecoveryId(ids[1]);
        try {
            JsonNode members = JsonMapper.shared().readTree(record.value());
            if (isWish) {
                into.wished(wish(webhook, id, members));
            } else {
                into.progressed(webhook, id, progress(members));
            }
            return true;
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    private static RecoveryWish wish(WebhookId webhook, RecoveryId id, JsonNode members) {
        List<String> states =
                members.path("states").valueStream().map(it -> it.asString("")).toList();
        if (!RecoverStates.unknown(states).isEmpty()) {
            throw unknown();
        }
        return new RecoveryWish(
                id,
                webhook,
                new WorkspaceId(members.path("workspace_id").asString("")),
                Instant.parse(members.path("since").asString("")),
                text(members, "until").map(Instant::parse),
                RecoverStates.of(states),
                text(members, "event"),
                Instant.parse(members.path("created_at").asString("")),
                text(members, "stopped_at").map(Instant::parse));
    }

    private static RecoveryProgress progress(JsonNode members) {
        return new RecoveryProgress(
                members.path("turn").asLong(0),
                RecoveryState.labelled(members.path("state").asString(""))
                        .orElseThrow(RecoveryRecords::unknown),
                text(members, "after")
                        .map(it -> Cursor.parse(it).orElseThrow(RecoveryRecords::unknown)),
                members.has("events")
                        ? Optional.of(events(members.path("events")))
                        : Optional.empty(),
                members.path("found").asLong(0),
                members.path("sent").asLong(0),
                members.path("skipped").asLong(0),
                text(members, "finished_at").map(Instant::parse));
    }

    /// By partition: what is read next, and before what reading ends.
    private static Map<String, List<Long>> events(EventsRead read) {
        var partitions = new TreeMap<String, List<Long>>();
        read.next()
                .forEach((partition, next) ->
                        partitions.put(
                                Integer.toString(partition), List.of(next, read.end(partition))));
        return partitions;
    }

    private static EventsRead events(JsonNode partitions) {
        var next = new HashMap<Integer, Long>();
        var ends = new HashMap<Integer, Long>();
        partitions.forEachEntry((partition, offsets) -> {
            next.put(Integer.valueOf(partition), offsets.path(0).longValue());
            ends.put(Integer.valueOf(partition), offsets.path(1).longValue());
        });
        return new EventsRead(next, ends);
    }

    private static Optional<String> text(JsonNode members, String name) {
        JsonNode value = members.path(name);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static IllegalArgumentException unknown() {
        return new IllegalArgumentException("no recovery says so");
    }
}
