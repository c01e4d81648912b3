package id.sahut.webhooks.bench.load;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Deliveries to a fleet, written straight into a topic as the fan-out writes them: the webhooks in
/// turn. Immutable.
///
/// @param run tells these deliveries from others to the same fleet
/// @param payloadBytes of each
public record Deliveries(Fleet fleet, String run, long count, int payloadBytes) {

    public Deliveries(Fleet fleet, String run, long count) {
        this(fleet, run, count, Payload.BYTES);
    }

    private static final Delivery.LastFailure REFUSED =
            new Delivery.LastFailure(Optional.of(500), "refused: answered 500");

    /// Writes them all and returns when Kafka has them.
    public void writeTo(KafkaClients kafka, String topic, InstantSource clock) {
        write(kafka, clock, it -> DeliveryRecords.write(topic, it));
    }

    /// Writes them all as the dispatcher parks them when the first attempt was answered with 500,
    /// and returns when Kafka has them.
    public void parkIn(KafkaClients kafka, String delayTopic, InstantSource clock) {
        write(kafka, clock, it -> DeliveryRecords.write(delayTopic, it.failed(REFUSED)));
    }

    /// The id of each.
    public void forEachId(Consumer<String> check) {
        for (long number = 0; number < count; number++) {
            check.accept(id(number).value());
        }
    }

    /// The number of the delivery that an event becomes; empty when it is of another run.
    public OptionalLong number(String eventId) {
        String prefix = eventPrefix();
        if (!eventId.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(eventId, prefix.length(), eventId.length(), 10);
        return number < count ? OptionalLong.of(number) : OptionalLong.empty();
    }

    public DeliveryId id(long number) {
        return DerivedIds.delivery(event(number), fleet.id(webhook(number)));
    }

    private void write(
            KafkaClients kafka,
            InstantSource clock,
            Function<Delivery, ProducerRecord<byte[], byte[]>> record) {
        try (var producer = kafka.producer()) {
            for (long number = 0; number < count; number++) {
                var _ = producer.send(record.apply(delivery(number, clock)));
            }
            producer.flush();
        }
    }

    private Delivery delivery(long number, InstantSource clock) {
        int webhook = webhook(number);
        var workspace = fleet.workspace(webhook);
        var now = clock.instant();
        return Delivery.first(
                fleet.id(webhook),
                id(number),
                event(number),
                Payload.EVENT_TYPE,
                workspace.value(),
                now,
                Optional.empty(),
                Payload.of(workspace, number, now, payloadBytes));
    }

    private EventId event(long number) {
        return new EventId(eventPrefix() + number);
    }

    private String eventPrefix() {
        return EventId.PREFIX + run;
    }

    private int webhook(long number) {
        return (int) (number % fleet.size());
    }
}
