package id.sahut.webhooks.ingest.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// API keys as records of the compacted topic: the key is the id, the value JSON; no value means
/// revoked. Stateless.
final class ApiKeyRecords {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /// The only one, also when the topic has been given more: a key is revoked where it was made.
    private static final int PARTITION = 0;

    private ApiKeyRecords() {}

    static ProducerRecord<byte[], byte[]> write(String topic, ApiKey key) {
        var value =
                new Value(
                        key.id().value(),
                        key.workspaceId().value(),
                        key.label(),
                        key.sha256(),
                        key.hint(),
                        key.createdAt().toString());
        return new ProducerRecord<>(
                topic, PARTITION, bytes(key.id()), JSON.writeValueAsBytes(value));
    }

    static ProducerRecord<byte[], byte[]> writeRevoked(String topic, ApiKeyId id) {
        return new ProducerRecord<>(topic, PARTITION, bytes(id), null);
    }

    /// Which key a record is about, if it is about one.
    static Optional<ApiKeyId> idOf(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] key = record.key();
        return Optional.ofNullable(key)
                .map(it -> new String(it, UTF_8))
                .filter(ApiKeyId::isWellFormed)
                .map(ApiKeyId::new);
    }

    /// The API key in a record's value, or empty when it isn't one (somebody wrote to the topic by
    /// hand).
    static Optional<ApiKey> read(byte[] json) {
        try {
            Value value = JSON.readValue(json, Value.class);
            return Optional.of(
                    new ApiKey(
                            new ApiKeyId(value.id),
                            new WorkspaceId(value.workspaceId),
                            value.label,
                            value.sha256,
                            value.hint,
                            Instant.parse(value.createdAt)));
        } catch (JacksonException
                | IllegalArgumentException
                | NullPointerException
                | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(ApiKeyId id) {
        return id.value().getBytes(UTF_8);
    }

    private record Value(
            String id,
            String workspaceId,
            String label,
            String sha256,
            String hint,
            String createdAt) {}
}
