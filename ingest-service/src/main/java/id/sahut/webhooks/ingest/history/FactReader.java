package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.DeliverySigns;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.retry.RetryTier;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.time.DurationText;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Turns records into facts; what can't be read as one is left out. Immutable, safe for any thread.
///
/// Nothing of a payload is among them.
final class FactReader {

    /// What is kept of an answer, in characters.
    private static final int MAX_RESPONSE = 1_024;

    private static final int MAX_DETAIL = 512;
    private static final int MAX_REASON = 64;
    private static final int MAX_ATTEMPT = 255;
    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    private final TopicNames topics;
    private final Map<String, RetryTier> tiers = new HashMap<>();

    FactReader(TopicNames topics, RetryTiers tiers) {
        this.topics = topics;
        tiers.all().forEach(it -> this.tiers.put(topics.delay(it), it));
    }

    /// What there is to read.
    List<String> topics() {
        var all = new ArrayList<>(tiers.keySet());
        all.addAll(
                List.of(
                        topics.deliveries(),
                        topics.attempts(),
                        topics.expired(),
                        topics.erasures()));
        return List.copyOf(all);
    }

    void read(ConsumerRecord<byte[], byte[]> record, Batch into) {
        if (record.topic().equals(topics.attempts())) {
            if (record.value() != null) {
                AttemptRecord.read(record.value()).ifPresent(it -> read(it, record, into));
            }
            return;
        }
        if (record.topic().equals(topics.erasures())) {
            ErasureRecord.read(record).ifPresent(it -> into.add(it.key(), it.facts(record)));
            return;
        }
        DeliverySigns.of(record).ifPresent(it -> read(it, record, into));
    }

    private void read(DeliverySigns signs, ConsumerRecord<byte[], byte[]> record, Batch into) {
        Standing standing = standing(signs, record);
        into.add(
                new DeliveryKey(signs.webhookId(), signs.deliveryId()),
                new DeliveryFacts(
                        signs.eventId(),
                        signs.eventType(),
                        signs.createdAt().toEpochMilli(),
                        record.timestamp(),
                        Optional.of(signs.source()).filter(this::isPayload),
                        standing,
                        Standing.resend(standing.rank()),
                        false));
    }

    private Standing standing(DeliverySigns signs, ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.expired())) {
            return expired(signs, record);
        }
        RetryTier tier = tiers.get(record.topic());
        return tier == null ? fresh(signs, record) : parked(signs, record, tier);
    }

    private static Standing fresh(DeliverySigns signs, ConsumerRecord<byte[], byte[]> record) {
        int resend = signs.resend() + (signs.isExpired() ? 1 : 0);
        return new Standing(
                Standing.rankOf(false, resend, 0, 0, Standing.Source.FRESH),
                DeliveryState.WAITING,
                Optional.empty(),
                record.timestamp(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Standing parked(
            DeliverySigns signs, ConsumerRecord<byte[], byte[]> record, RetryTier tier) {
        boolean isDeferred = signs.deferrals() > 0;
        return new Standing(
                Standing.rankOf(
                        false,
                        signs.resend(),
                        signs.attempt(),
                        signs.deferrals(),
                        Standing.Source.PARKED),
                isDeferred ? DeliveryState.DEFERRED : DeliveryState.RETRYING,
                signs.lastFailure()
                        .flatMap(Delivery.LastFailure::status)
                        .filter(it -> isStatus(it)),
                record.timestamp(),
                Optional.of(record.timestamp() + tier.delay().toMillis()),
                isDeferred ? signs.deferredSince().map(Instant::toEpochMilli) : Optional.empty(),
                isDeferred
                        ? signs.deferralReason().map(it -> start(it, MAX_REASON))
                        : Optional.empty());
    }

    private static Standing expired(DeliverySigns signs, ConsumerRecord<byte[], byte[]> record) {
        return new Standing(
                Standing.rankOf(
                        false,
                        signs.resend(),
                        signs.attempt(),
                        signs.deferrals(),
                        Standing.Source.EXPIRED),
                DeliveryState.FAILED,
                signs.lastFailure()
                        .flatMap(Delivery.LastFailure::status)
                        .filter(it -> isStatus(it)),
                signs.expiredAt().map(Instant::toEpochMilli).orElse(record.timestamp()),
                Optional.empty(),
                Optional.empty(),
                signs.expiredReason().map(it -> start(it, MAX_REASON)));
    }

    private void read(AttemptRecord attempt, ConsumerRecord<byte[], byte[]> record, Batch into) {
        Optional<AttemptResult> outcome = AttemptResult.labelled(attempt.outcome());
        if (outcome.isEmpty()
                || !isPlausible(attempt)
                || !WebhookId.isWellFormed(attempt.webhookId())
                || !DeliveryId.isWellFormed(attempt.deliveryId())
                || !EventId.isWellFormed(attempt.eventId())) {
            return;
        }
        var key =
                new DeliveryKey(
                        new WebhookId(attempt.webhookId()), new DeliveryId(attempt.deliveryId()));
        long startedMs = attempt.startedAt().toEpochMilli();
        Instant createdAt = attempt.createdAt();
        Standing standing = standing(attempt, outcome.get(), record.timestamp());
        into.add(
                key,
                new DeliveryFacts(
                        new EventId(attempt.eventId()),
                        Optional.ofNullable(attempt.eventType()).filter(EventType::isWellFormed),
                        createdAt == null ? startedMs : createdAt.toEpochMilli(),
                        Math.max(record.timestamp(), startedMs),
                        Optional.ofNullable(attempt.source())
                                .flatMap(RecordPlace::parse)
                                .filter(this::isPayload),
                        standing,
                        Standing.resend(standing.rank()),
                        false));
        into.add(
                new AttemptFacts(
                        key,
                        attempt.resend(),
                        attempt.attempt(),
                        outcome.get(),
                        Optional.ofNullable(attempt.status()),
                        startedMs,
                        Math.clamp(attempt.tookMs(), 0, Integer.MAX_VALUE),
                        start(attempt.detail(), MAX_DETAIL),
                        response(attempt.responseStart())));
    }

    private static Standing standing(AttemptRecord attempt, AttemptResult outcome, long writtenMs) {
        DeliveryState state =
                switch (outcome) {
                    case DELIVERED -> DeliveryState.DELIVERED;
                    case CANCELLED -> DeliveryState.CANCELLED;
                    case REFUSED, TIMED_OUT, UNREACHABLE, BLOCKED ->
                            attempt.next().equals("retry")
                                    ? DeliveryState.RETRYING
                                    : DeliveryState.FAILED;
                };
        return new Standing(
                Standing.rankOf(
                        state == DeliveryState.DELIVERED,
                        attempt.resend(),
                        attempt.attempt(),
                        0,
                        Standing.Source.ATTEMPTED),
                state,
                Optional.ofNullable(attempt.status()),
                attempt.startedAt().toEpochMilli()
                        + Math.clamp(attempt.tookMs(), 0, Integer.MAX_VALUE),
                nextMs(attempt, writtenMs),
                Optional.empty(),
                state == DeliveryState.FAILED ? Optional.of("attempts") : Optional.empty());
    }

    /// Until the parked record says it exactly.
    private static Optional<Long> nextMs(AttemptRecord attempt, long writtenMs) {
        String tier = attempt.nextTier();
        if (tier == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(writtenMs + DurationText.parse(tier).toMillis());
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /// Somebody may write a record by hand; numbers that no database takes must not stop the
    /// others.
    private static boolean isPlausible(AttemptRecord attempt) {
        Integer status = attempt.status();
        Instant createdAt = attempt.createdAt();
        return attempt.attempt() <= MAX_ATTEMPT
                && attempt.resend() >= 0
                && attempt.resend() <= DeliveryRecords.MAX_RESENDS
                && (status == null || isStatus(status))
                && isOfOurTime(attempt.startedAt())
                && (createdAt == null || isOfOurTime(createdAt));
    }

    private static boolean isStatus(int status) {
        return status >= 100 && status <= 999;
    }

    /// From 1970 to 2200: such times can be counted with in milliseconds.
    static boolean isOfOurTime(Instant time) {
        return !time.isBefore(Instant.EPOCH) && time.isBefore(END);
    }

    /// A place that a payload is read from; whatever else a header names is none.
    private boolean isPayload(RecordPlace place) {
        return place.topic().equals(topics.events()) || place.topic().equals(topics.deliveries());
    }

    private static Optional<String> response(@Nullable String start) {
        return Optional.ofNullable(start)
                .filter(it -> !it.isEmpty())
                .map(it -> start(it, MAX_RESPONSE));
    }

    /// PostgreSQL takes no NUL in a text.
    private static String start(String text, int most) {
        String clean = text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
        if (clean.length() <= most) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 1)) ? most - 1 : most;
        return clean.substring(0, end);
    }
}
