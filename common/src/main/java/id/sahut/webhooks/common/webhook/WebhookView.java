package id.sahut.webhooks.common.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.SkippedRecords;
import id.sahut.webhooks.common.kafka.TopicFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Every registered webhook, in memory: a view of the compacted topic that can be thrown away and
/// read again. Lookups are safe for any thread; changes come from the follower's thread alone.
///
/// Use it only after [#caughtUp]: before that it does not know all webhooks.
public final class WebhookView implements AutoCloseable {

    private static final Comparator<Webhook> OLDEST_FIRST =
            Comparator.comparing(Webhook::createdAt).thenComparing(it -> it.id().value());

    private final ConcurrentMap<WebhookId, Webhook> byId = new ConcurrentHashMap<>();

    /// Lists are replaced, never changed.
    private final ConcurrentMap<WorkspaceId, List<Webhook>> byWorkspace = new ConcurrentHashMap<>();

    private final WebhookRecords records;
    private final SkippedRecords skipped;
    private final TopicFollower follower;

    private WebhookView(
            KafkaClients kafka,
            String topic,
            EventCatalogue catalogue,
            String service,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        this.records = new WebhookRecords(catalogue, this::shared);
        meters.gaugeMapSize("sahut.registry.webhooks", Tags.of("service", service), byId);
        this.skipped = new SkippedRecords(topic, meters);
        this.follower = TopicFollower.start(topic, kafka.viewConsumer(), this::apply, nanoTime);
        follower.register(service, meters);
    }

    /// Starts to read; look things up after [#caughtUp].
    ///
    /// @param service whose view it is, for its metrics: a process may have several
    /// @param nanoTime a monotonic clock, in nanoseconds
    public static WebhookView follow(
            KafkaClients kafka,
            String topic,
            EventCatalogue catalogue,
            String service,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        return new WebhookView(kafka, topic, catalogue, service, meters, nanoTime);
    }

    public Optional<Webhook> find(WebhookId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// A workspace's webhooks, oldest first.
    public List<Webhook> of(WorkspaceId workspace) {
        return byWorkspace.getOrDefault(workspace, List.of());
    }

    /// The webhooks that an event goes to.
    public List<Webhook> subscribers(WorkspaceId workspace, EventType type) {
        return of(workspace).stream().filter(it -> it.wants(type)).toList();
    }

    public int size() {
        return byId.size();
    }

    /// Completes when everything registered before the start is known.
    public CompletableFuture<Void> caughtUp() {
        return follower.caughtUp();
    }

    /// Completes when the record at this place of the topic has been applied.
    public CompletableFuture<Void> hasRead(int partition, long offset) {
        return follower.hasRead(partition, offset);
    }

    /// Whether everything is known that was registered, changed or deleted 5 s ago. Who wants to
    /// conclude that a webhook is not there asks this first, and then looks.
    public boolean isCurrent() {
        return follower.isCurrent();
    }

    /// Empty when it has caught up and is not known to lag.
    public Optional<String> problem() {
        return follower.problem();
    }

    public boolean isAlive() {
        return follower.isAlive();
    }

    /// Completes, exceptionally, when it learns of no more changes.
    public CompletableFuture<Void> failure() {
        return follower.failure();
    }

    @Override
    public void close() {
        follower.close();
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (!WebhookId.isWellFormed(key)) {
            skipped.skip("whose key is no webhook id", record);
            return;
        }
        var id = new WebhookId(key);
        if (record.value() == null) {
            remove(id);
            return;
        }
        records.read(record.value())
                .filter(it -> it.id().equals(id))
                .ifPresentOrElse(this::put, () -> skipped.skip("that is no webhook", record));
    }

    /// Replaces in one step: nobody may look a webhook up between its old and its new self and find
    /// none.
    private void put(Webhook webhook) {
        Webhook before = byId.put(webhook.id(), webhook);
        if (before != null && !before.workspaceId().equals(webhook.workspaceId())) {
            leave(before);
        }
        byWorkspace.merge(
                webhook.workspaceId(), List.of(webhook), (all, _) -> replaced(all, webhook));
    }

    /// Done for every record there is before a service is ready: so it searches and does not sort.
    private static List<Webhook> replaced(List<Webhook> all, Webhook webhook) {
        var others = new ArrayList<Webhook>(all.size() + 1);
        for (Webhook it : all) {
            if (!it.id().equals(webhook.id())) {
                others.add(it);
            }
        }
        int older = -1 - Collections.binarySearch(others, webhook, OLDEST_FIRST);
        others.add(older, webhook);
        return List.copyOf(others);
    }

    /// A workspace's id as its webhooks have it already.
    private WorkspaceId shared(WorkspaceId workspace) {
        List<Webhook> all = of(workspace);
        return all.isEmpty() ? workspace : all.getFirst().workspaceId();
    }

    private void remove(WebhookId id) {
        Webhook before = byId.remove(id);
        if (before != null) {
            leave(before);
        }
    }

    private void leave(Webhook webhook) {
        byWorkspace.computeIfPresent(
                webhook.workspaceId(),
                (_, all) -> {
                    List<Webhook> rest =
                            all.stream().filter(it -> !it.id().equals(webhook.id())).toList();
                    return rest.isEmpty() ? null : rest;
                });
    }
}
