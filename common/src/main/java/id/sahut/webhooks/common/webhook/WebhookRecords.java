package id.sahut.webhooks.common.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.FixedPartition;
import id.sahut.webhooks.common.topics.TopicPlan;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Webhooks as records of the compacted topic: the key is the id, the value JSON; no value means
/// deleted. Safe for any thread.
///
/// What it reads is meant to be kept a million times: what webhooks have in common is one object.
public final class WebhookRecords {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(
                            tools.jackson.databind.DeserializationFeature
                                    .FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /// Of a catalogue of fifty types customers can make more lists than there is memory.
    static final int MAX_SHARED = 10_000;

    private final EventCatalogue catalogue;
    private final UnaryOperator<WorkspaceId> sharedWorkspace;

    /// There are few different lists of event types, as a rule: webhooks share them. The order is
    /// the customer's and is shown to them, so lists in another order are others.
    private final Shared<List<EventType>> eventLists = new Shared<>(MAX_SHARED);

    /// And as many key ids as encryption keys.
    private final Shared<String> keyIds = new Shared<>(MAX_SHARED);

    public WebhookRecords(EventCatalogue catalogue) {
        this(catalogue, UnaryOperator.identity());
    }

    /// @param sharedWorkspace gives the equal id that is kept already, if there is one
    WebhookRecords(EventCatalogue catalogue, UnaryOperator<WorkspaceId> sharedWorkspace) {
        this.catalogue = catalogue;
        this.sharedWorkspace = sharedWorkspace;
    }

    public static ProducerRecord<byte[], byte[]> write(String topic, Webhook webhook) {
        Optional<PreviousSecret> previous = webhook.previousSecret();
        var value =
                new Value(
                        webhook.id().value(),
                        webhook.workspaceId().value(),
                        webhook.url(),
                        webhook.events().stream().map(EventType::name).toList(),
                        webhook.description().orElse(null),
                        webhook.enabled(),
                        webhook.secret().keyId(),
                        webhook.secret().ciphertext(),
                        previous.map(it -> it.secret().keyId()).orElse(null),
                        previous.map(it -> it.secret().ciphertext()).orElse(null),
                        previous.map(it -> it.until().toString()).orElse(null),
                        webhook.createdAt().toString(),
                        webhook.updatedAt().toString());
        return record(topic, webhook.id(), JSON.writeValueAsBytes(value));
    }

    public static ProducerRecord<byte[], byte[]> writeDeleted(String topic, WebhookId id) {
        return record(topic, id, null);
    }

    /// The webhook in a record's value, or empty when it isn't one (somebody wrote to the topic by
    /// hand).
    public Optional<Webhook> read(byte[] json) {
        try {
            return Optional.of(webhook(JSON.readValue(json, Value.class)));
        } catch (JacksonException
                | IllegalArgumentException
                | NullPointerException
                | DateTimeException e) {
            return Optional.empty();
        }
    }

    private Webhook webhook(Value value) {
        var events = new ArrayList<EventType>();
        for (String name : value.events) {
            events.add(catalogue.find(name).orElseGet(() -> new EventType(name)));
        }
        Instant createdAt = Instant.parse(value.createdAt);
        return new Webhook(
                new WebhookId(value.id),
                sharedWorkspace.apply(new WorkspaceId(value.workspaceId)),
                Objects.requireNonNull(value.url),
                eventLists.of(List.copyOf(events)),
                secret(value.secretKeyId, value.secretCiphertext),
                previous(value),
                Optional.ofNullable(value.description),
                Objects.requireNonNull(value.enabled),
                createdAt,
                value.updatedAt.equals(value.createdAt)
                        ? createdAt
                        : Instant.parse(value.updatedAt));
    }

    private EncryptedSecret secret(@Nullable String keyId, byte @Nullable [] ciphertext) {
        return new EncryptedSecret(
                keyIds.of(Objects.requireNonNull(keyId)), Objects.requireNonNull(ciphertext));
    }

    private Optional<PreviousSecret> previous(Value value) {
        if (value.previousSecretUntil == null) {
            return Optional.empty();
        }
        return Optional.of(
                new PreviousSecret(
                        secret(value.previousSecretKeyId, value.previousSecretCiphertext),
                        Instant.parse(value.previousSecretUntil)));
    }

    /// Goes where Kafka puts such a key in a topic as planned, also when the topic has been given
    /// more partitions: all that is said about a webhook is in one partition, in its order.
    private static ProducerRecord<byte[], byte[]> record(
            String topic, WebhookId id, byte @Nullable [] value) {
        byte[] key = id.value().getBytes(UTF_8);
        int partition = FixedPartition.of(key, TopicPlan.WEBHOOK_PARTITIONS);
        return new ProducerRecord<>(topic, partition, key, value);
    }

    private record Value(
            String id,
            String workspaceId,
            String url,
            List<String> events,
            @Nullable String description,
            Boolean enabled,
            String secretKeyId,
            byte[] secretCiphertext,
            @Nullable String previousSecretKeyId,
            byte @Nullable [] previousSecretCiphertext,
            @Nullable String previousSecretUntil,
            String createdAt,
            String updatedAt) {}
}
