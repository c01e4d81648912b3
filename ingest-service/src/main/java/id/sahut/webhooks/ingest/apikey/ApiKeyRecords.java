package id.sahut.webhooks.ingest.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// API keys as records of the compacted topic. Stateless.
///
/// | record's key | value |
/// |---|---|
/// | `<id>` | the key, JSON; none means revoked |
/// | `<id>.last-used` | when it was last used, JSON |
final class ApiKeyRecords {

    private static final String LAST_USED = ".last-used";

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
                        key.plan().text(),
                        key.operator() ? true : null,
                        key.createdAt().toString());
        return new ProducerRecord<>(
                topic, PARTITION, bytes(key.id(), ""), JSON.writeValueAsBytes(value));
    }

    static ProducerRecord<byte[], byte[]> write(String topic, LastUse use) {
        var value = new LastUsed(use.at().toString());
        return new ProducerRecord<>(
                topic, PARTITION, bytes(use.id(), LAST_USED), JSON.writeValueAsBytes(value));
    }

    /// The key's end first: whoever reads only that much knows what matters.
    static List<ProducerRecord<byte[], byte[]>> writeRevoked(String topic, ApiKeyId id) {
        return List.of(
                new ProducerRecord<>(topic, PARTITION, bytes(id, ""), null),
                new ProducerRecord<>(topic, PARTITION, bytes(id, LAST_USED), null));
    }

    /// Which key a record is about, if it is about one.
    static Optional<ApiKeyId> idOf(ConsumerRecord<byte[], byte[]> record) {
        return text(record.key())
                .map(it -> isAboutUse(it) ? it.substring(0, it.length() - LAST_USED.length()) : it)
                .filter(ApiKeyId::isWellFormed)
                .map(ApiKeyId::new);
    }

    /// Whether a record tells of a key's use, and not of the key.
    static boolean isAboutUse(ConsumerRecord<byte[], byte[]> record) {
        return text(record.key()).filter(ApiKeyRecords::isAboutUse).isPresent();
    }

    /// The API key in a record's value, or empty when it isn't one (somebody wrote to the topic by
    /// hand). One without a plan is from before there were plans, and has the largest.
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
                            value.plan == null
                                    ? Plan.BUSINESS
                                    : Plan.named(value.plan).orElseThrow(),
                            Boolean.TRUE.equals(value.operator),
                            Instant.parse(value.createdAt)));
        } catch (JacksonException
                | IllegalArgumentException
                | NullPointerException
                | NoSuchElementException
                | DateTimeException e) {
            return Optional.empty();
        }
    }

    /// When a key was last used, or empty when the value doesn't tell.
    static Optional<Instant> readLastUsed(byte[] json) {
        try {
            return Optional.of(Instant.parse(JSON.readValue(json, LastUsed.class).lastUsedAt));
        } catch (JacksonException | NullPointerException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(byte @Nullable [] key) {
        return Optional.ofNullable(key).map(it -> new String(it, UTF_8));
    }

    private static boolean isAboutUse(String key) {
        return key.endsWith(LAST_USED);
    }

    private static byte[] bytes(ApiKeyId id, String suffix) {
        return (id.value() + suffix).getBytes(UTF_8);
    }

    private record Value(
            String id,
            String workspaceId,
            String label,
            String sha256,
            String hint,
            @Nullable String plan,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean operator,
            String createdAt) {}

    private record LastUsed(String lastUsedAt) {}
}
