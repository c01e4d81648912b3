package id.sahut.webhooks.common.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// One attempt's outcome as JSON in the attempts topic; the record's key is the webhook's id.
/// Immutable.
///
/// @param attempt which POST of the delivery this was: 1 to 6
/// @param outcome `delivered`, `refused`, `timed_out`, `unreachable`, `blocked` or `cancelled`
/// @param status the answer's HTTP status, if there was an answer
/// @param detail the outcome in words
/// @param startedAt when the attempt began, ISO 8601 UTC
/// @param tookMs milliseconds from there to the outcome
/// @param responseStart the first 1,024 bytes of the answer at most
/// @param next `none`, `retry` or `expired`
/// @param nextTier the delay it waits for, such as `30s`, when `next` is `retry`
/// @param resend 0 for the original, and how often it has been sent again since; `attempt` is
///   counted from 1 each time
/// @param createdAt when the event was published, or the delivery sent again; null in records of
///   older versions
/// @param source where the payload lies in Kafka, as `topic-partition@offset`; null in records of
///   older versions
public record AttemptRecord(
        String deliveryId,
        String eventId,
        @Nullable String eventType,
        String webhookId,
        @Nullable String workspaceId,
        int attempt,
        String outcome,
        @Nullable Integer status,
        String detail,
        Instant startedAt,
        long tookMs,
        @Nullable String responseStart,
        String next,
        @Nullable String nextTier,
        int resend,
        @Nullable Instant createdAt,
        @Nullable String source) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    public ProducerRecord<byte[], byte[]> write(String topic) {
        return new ProducerRecord<>(topic, webhookId.getBytes(UTF_8), JSON.writeValueAsBytes(this));
    }

    /// The attempt in a record's value, or empty when it isn't one.
    public static Optional<AttemptRecord> read(byte[] json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, AttemptRecord.class))
                    .filter(AttemptRecord::isWhole);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /// JSON lets every member be left out.
    private boolean isWhole() {
        return attempt > 0
                && resend >= 0
                && Stream.of(deliveryId, eventId, webhookId, outcome, detail, startedAt, next)
                        .noneMatch(Objects::isNull);
    }
}
