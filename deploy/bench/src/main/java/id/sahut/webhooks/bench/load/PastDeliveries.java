package id.sahut.webhooks.bench.load;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/// What became of deliveries over the last days, written straight into the topics as the fan-out
/// and the dispatcher write it: each was attempted once; one in a hundred was refused and waits, or
/// rather has waited too long for anybody to look. Their payload lies in their own records.
/// Immutable.
///
/// @param count of deliveries, each with one attempt
/// @param days over which they are spread evenly, up to `until`
public record PastDeliveries(Fleet fleet, long count, Duration days, Instant until) {

    /// Of so many, one is the first webhook's: 5 %.
    private static final int ONE_IN = 20;

    private static final int REFUSED_ONE_IN = 100;
    private static final int PAYLOAD_BYTES = 300;

    /// One of the first webhook's, and so no two of them alike for a long time.
    public DeliveryId ofTheFirst(int number) {
        long whole = Math.floorMod(number * 7_919L * ONE_IN, count);
        return DerivedIds.delivery(event(whole - whole % ONE_IN), fleet.id(0));
    }

    /// Writes them all and returns when Kafka has them.
    public void write(KafkaClients kafka, TopicNames topics) {
        var random = new SplittableRandom(7);
        try (var producer = kafka.producer()) {
            for (long number = 0; number < count; number++) {
                Delivery delivery = delivery(number, random);
                var _ = producer.send(DeliveryRecords.write(topics.deliveries(), delivery));
                var _ = producer.send(attempt(number, delivery).write(topics.attempts()));
            }
            producer.flush();
        }
    }

    private Delivery delivery(long number, SplittableRandom random) {
        int webhook = number % ONE_IN == 0 ? 0 : random.nextInt(fleet.size());
        EventId event = event(number);
        var workspace = fleet.workspace(webhook);
        Instant created = until.minus(days).plusMillis(days.toMillis() * number / count);
        return Delivery.first(
                fleet.id(webhook),
                DerivedIds.delivery(event, fleet.id(webhook)),
                event,
                Payload.EVENT_TYPE,
                workspace.value(),
                created,
                Optional.empty(),
                Payload.of(workspace, number, created, PAYLOAD_BYTES));
    }

    private static EventId event(long number) {
        return new EventId("%spast%d".formatted(EventId.PREFIX, number));
    }

    private static AttemptRecord attempt(long number, Delivery delivery) {
        boolean isRefused = number % REFUSED_ONE_IN == 7;
        return new AttemptRecord(
                delivery.id().value(),
                delivery.eventId().value(),
                Payload.EVENT_TYPE,
                delivery.webhookId().value(),
                delivery.workspaceId().orElse(null),
                1,
                isRefused ? "refused" : "delivered",
                isRefused ? 503 : 200,
                isRefused ? "answered 503" : "answered 200",
                delivery.createdAt().plusMillis(8),
                (int) (number % 90) + 10,
                isRefused ? "try again later" : "",
                isRefused ? "retry" : "none",
                isRefused ? "5s" : null,
                0,
                delivery.createdAt(),
                null);
    }
}
