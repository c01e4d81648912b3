package id.sahut.webhooks.bench.load;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
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

    /// Writes them all and returns when Kafka has them.
    public void writeTo(KafkaClients kafka, String topic, InstantSource clock) {
        try (var producer = kafka.producer()) {
            for (long number = 0; number < count; number++) {
                var _ = producer.send(record(topic, number, clock));
            }
            producer.flush();
        }
    }

    /// The id of each.
    public void forEachId(Consumer<String> check) {
        for (long number = 0; number < count; number++) {
            check.accept(id(number).value());
        }
    }

    private ProducerRecord<byte[], byte[]> record(String topic, long number, InstantSource clock) {
        int webhook = webhook(number);
        var workspace = fleet.workspace(webhook);
        var now = clock.instant();
        return DeliveryRecords.write(
                topic,
                Delivery.first(
                        fleet.id(webhook),
                        id(number),
                        event(number),
                        Payload.EVENT_TYPE,
                        workspace.value(),
                        now,
                        Optional.empty(),
                        Payload.of(workspace, number, now, payloadBytes)));
    }

    private DeliveryId id(long number) {
        return DerivedIds.delivery(event(number), fleet.id(webhook(number)));
    }

    private EventId event(long number) {
        return new EventId("evt_%s%d".formatted(run, number));
    }

    private int webhook(long number) {
        return (int) (number % fleet.size());
    }
}
