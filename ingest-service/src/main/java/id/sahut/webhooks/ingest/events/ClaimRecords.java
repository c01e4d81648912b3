package id.sahut.webhooks.ingest.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.kafka.FixedPartition;
import id.sahut.webhooks.common.topics.TopicPlan;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Claims as records: the key is the idempotency key's fingerprint in hex, the value JSON.
/// Stateless.
final class ClaimRecords {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private ClaimRecords() {}

    static ProducerRecord<byte[], byte[]> write(String topic, Fingerprint key, Claim claim) {
        var value =
                new Value(
                        claim.eventId().value(),
                        claim.body().hex(),
                        claim.published(),
                        claim.at().toString());
        byte[] hex = key.hex().getBytes(US_ASCII);
        int partition = FixedPartition.of(hex, TopicPlan.IDEMPOTENCY_KEY_PARTITIONS);
        return new ProducerRecord<>(topic, partition, hex, JSON.writeValueAsBytes(value));
    }

    static Optional<Fingerprint> key(byte @Nullable [] key) {
        return key == null ? Optional.empty() : Fingerprint.parse(new String(key, US_ASCII));
    }

    /// The claim in a record's value, or empty when there is none (somebody wrote by hand).
    static Optional<Claim> read(byte @Nullable [] json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            Value value = JSON.readValue(json, Value.class);
            return Optional.of(
                    new Claim(
                            new EventId(value.eventId),
                            Fingerprint.parse(value.bodySha256).orElseThrow(),
                            Objects.requireNonNull(value.published),
                            Instant.parse(value.at)));
        } catch (JacksonException
                | IllegalArgumentException
                | NullPointerException
                | java.util.NoSuchElementException
                | DateTimeException e) {
            return Optional.empty();
        }
    }

    private record Value(String eventId, String bodySha256, Boolean published, String at) {}
}
