package id.sahut.webhooks.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Events to a fleet, its workspaces in turn, as an upstream service publishes them. Immutable.
///
/// @param run tells these events from others; ends in a letter
public record Events(Fleet fleet, String run, long count) {

    /// Events for so long at such a rate.
    public static Events during(Fleet fleet, String run, int perSecond, Duration time) {
        return new Events(fleet, run, perSecond * time.toMillis() / 1_000);
    }

    /// Publishes at a rate, whether or not anybody keeps up: an event that could not be published
    /// when it was scheduled is late, and counts from when it should have been. Returns when Kafka
    /// has them all.
    ///
    /// @param start when the first is scheduled
    public void publish(
            KafkaClients kafka, String topic, int perSecond, Instant start, InstantSource clock) {
        try (var producer = kafka.producer()) {
            for (long number = 0; number < count; number++) {
                Instant scheduled = start.plusNanos(number * 1_000_000_000L / perSecond);
                await(scheduled, clock);
                var _ = producer.send(record(topic, number, scheduled));
            }
            producer.flush();
        }
    }

    /// Publishes as fast as it goes, and returns when Kafka has them all.
    public void publish(KafkaClients kafka, String topic, InstantSource clock) {
        try (var producer = kafka.producer()) {
            for (long number = 0; number < count; number++) {
                var _ = producer.send(record(topic, number, clock.instant()));
            }
            producer.flush();
        }
    }

    /// The id of each delivery that these events become, with the number of its webhook.
    public void forEachDelivery(BiConsumer<String, Integer> check) {
        for (long number = 0; number < count; number++) {
            int workspace = workspace(number);
            for (WebhookId webhook : fleet.subscribers(workspace)) {
                check.accept(
                        DerivedIds.delivery(event(number), webhook).value(),
                        Fleet.number(webhook.value()));
            }
        }
    }

    /// How many deliveries to webhooks of such numbers these events become.
    ///
    /// @param from the first event that counts, by its number
    public long deliveries(long from, IntPredicate webhook) {
        return LongStream.range(from, count)
                .mapToInt(number -> workspace(number) * fleet.perWorkspace())
                .flatMap(first -> IntStream.range(first, first + fleet.perWorkspace()))
                .filter(webhook)
                .count();
    }

    /// The number of an event by its id; empty when it is none of these.
    public OptionalLong number(String eventId) {
        String prefix = prefix();
        if (!eventId.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(eventId, prefix.length(), eventId.length(), 10);
        return number < count ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /// The number of the workspace that an event belongs to.
    public int workspace(long number) {
        return (int) (number % fleet.workspaces());
    }

    public long deliveries() {
        return count * fleet.perWorkspace();
    }

    /// One of them as it is published.
    public ProducerRecord<byte[], byte[]> record(String topic, long number, Instant scheduled) {
        var workspace = fleet.workspace(workspace(number));
        var record =
                new ProducerRecord<byte[], byte[]>(
                        topic,
                        workspace.value().getBytes(UTF_8),
                        Payload.of(workspace, number, scheduled));
        record.headers().add("event-id", event(number).value().getBytes(UTF_8));
        return record;
    }

    public EventId event(long number) {
        return new EventId(prefix() + number);
    }

    private String prefix() {
        return "evt_" + run;
    }

    private static void await(Instant moment, InstantSource clock) {
        for (long nanos = ChronoUnit.NANOS.between(clock.instant(), moment);
                nanos > 0;
                nanos = ChronoUnit.NANOS.between(clock.instant(), moment)) {
            LockSupport.parkNanos(nanos);
        }
    }
}
