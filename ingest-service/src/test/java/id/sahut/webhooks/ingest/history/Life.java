package id.sahut.webhooks.ingest.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.retry.RetryTier;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;

/// Writes what the pipeline would, as a delivery lives. Confined to a test's thread.
final class Life {

    static final TopicNames TOPICS = new TopicNames("sahut.");
    static final RetryTiers TIERS = RetryTiers.parse("5s,30s,2m,10m,30m");
    static final String PHONE = "+628123456789";

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private Delivery delivery;
    private Instant now;

    private Life(Delivery delivery, Instant now) {
        this.delivery = delivery;
        this.now = now;
    }

    /// An event that was just fanned out to a webhook.
    static Life begin(WebhookId webhook, EventId event, String type, Instant published) {
        byte[] payload =
                """
                {"event": "%s", "workspace_id": "ws_1", "data": {"phone": "%s"}}\
                """
                        .formatted(type, PHONE)
                        .getBytes(UTF_8);
        var delivery =
                Delivery.first(
                                webhook,
                                DerivedIds.delivery(event, webhook),
                                event,
                                type,
                                "ws_1",
                                published,
                                Optional.empty(),
                                payload)
                        .from(new RecordPlace(TOPICS.events(), 3, 17));
        var life = new Life(delivery, published.plusMillis(5));
        life.write(DeliveryRecords.write(TOPICS.deliveries(), delivery));
        return life;
    }

    /// Beside this one: the same delivery, sent again now.
    Life again(int resend) {
        var life = new Life(delivery.again(resend, now), now);
        life.write(DeliveryRecords.writeResend(TOPICS.deliveries(), life.delivery));
        return life;
    }

    /// Some life, from a seed.
    static Life any(RandomGenerator random, WebhookId webhook, EventId event, Instant published) {
        String type = random.nextBoolean() ? "message.created" : "contact.created";
        var life = begin(webhook, event, type, published);
        life.live(random);
        for (int resend = 1; random.nextInt(4) == 0; resend++) {
            Life again = life.again(resend);
            again.live(random);
            life.records.addAll(again.records);
        }
        return life;
    }

    private void live(RandomGenerator random) {
        while (true) {
            switch (random.nextInt(8)) {
                case 0 -> deferred("crowded");
                case 1, 2 -> {
                    if (!failed(500 + random.nextInt(4), "no " + random.nextInt(3))) {
                        return;
                    }
                }
                case 3 -> {
                    cancelled();
                    return;
                }
                case 4 -> {
                    expired(ExpiryReason.BACKLOG);
                    return;
                }
                case 5 -> {
                    return;
                }
                default -> {
                    delivered(random.nextBoolean() ? "" : "thanks");
                    return;
                }
            }
        }
    }

    Delivery delivery() {
        return delivery;
    }

    Instant now() {
        return now;
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    Life delivered(String answer) {
        attempt("delivered", Optional.of(200), answer, "none", Optional.empty());
        return this;
    }

    Life cancelled() {
        attempt("cancelled", Optional.empty(), "", "none", Optional.empty());
        return this;
    }

    /// @return whether it is retried
    boolean failed(int status, String answer) {
        Optional<RetryTier> tier = TIERS.afterFailedAttempt(delivery.attempt() + 1);
        attempt(
                "refused",
                Optional.of(status),
                answer,
                tier.isPresent() ? "retry" : "expired",
                tier.map(RetryTier::label));
        delivery =
                delivery.failed(
                        new Delivery.LastFailure(
                                Optional.of(status), "refused: answered " + status));
        if (tier.isEmpty()) {
            expired(ExpiryReason.ATTEMPTS);
            return false;
        }
        park(tier.get(), DeliveryRecords.write(TOPICS.delay(tier.get()), delivery));
        return true;
    }

    Life deferred(String reason) {
        delivery = delivery.deferred(now);
        RetryTier tier = TIERS.all().getFirst();
        park(tier, DeliveryRecords.writeDeferred(TOPICS.delay(tier), delivery, reason));
        return this;
    }

    Life expired(ExpiryReason reason) {
        write(DeliveryRecords.writeExpired(TOPICS.expired(), delivery, reason, now));
        return this;
    }

    private void park(RetryTier tier, ProducerRecord<byte[], byte[]> record) {
        write(record);
        now = now.plus(tier.delay());
    }

    private void attempt(
            String outcome,
            Optional<Integer> status,
            String answer,
            String next,
            Optional<String> tier) {
        Instant started = now;
        now = now.plusMillis(31);
        write(
                new AttemptRecord(
                                delivery.id().value(),
                                delivery.eventId().value(),
                                delivery.eventType().orElse(null),
                                delivery.webhookId().value(),
                                "ws_1",
                                delivery.attempt() + 1,
                                outcome,
                                status.orElse(null),
                                status.map(it -> "answered " + it).orElse("given up"),
                                started,
                                31,
                                answer,
                                next,
                                tier.orElse(null),
                                delivery.resend(),
                                delivery.createdAt(),
                                delivery.source().map(RecordPlace::toString).orElse(null))
                        .write(TOPICS.attempts()));
    }

    private void write(ProducerRecord<byte[], byte[]> record) {
        records.add(
                new ConsumerRecord<>(
                        record.topic(),
                        0,
                        records.size(),
                        now.toEpochMilli(),
                        TimestampType.LOG_APPEND_TIME,
                        record.key().length,
                        record.value().length,
                        record.key(),
                        record.value(),
                        record.headers(),
                        Optional.empty()));
        now = now.plus(Duration.ofMillis(1));
    }
}
