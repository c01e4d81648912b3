package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Deliveries;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Holds what was handed on against what was parked: a bit for each delivery, by its number, so
/// that millions fit. Confined to the run's thread.
final class ForwardedBooks {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration FETCH_WAIT = Duration.ofMillis(50);
    private static final int MAX_POLL_RECORDS = 5_000;

    private final Deliveries parked;
    private final BitSet forwarded = new BitSet();
    private long repeated;
    private long foreign;

    ForwardedBooks(Deliveries parked) {
        this.parked = parked;
    }

    /// Reads all that is committed in a topic now.
    void read(KafkaClients kafka, String topic) {
        try (var consumer = kafka.groupConsumer("bench.books", FETCH_WAIT, MAX_POLL_RECORDS)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(it -> new TopicPartition(it.topic(), it.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
                consumer.poll(POLL).forEach(this::enter);
            }
        }
    }

    /// One record that was handed on.
    void enter(ConsumerRecord<byte[], byte[]> record) {
        OptionalLong number = number(record);
        if (number.isEmpty()) {
            foreign++;
        } else if (forwarded.get((int) number.getAsLong())) {
            repeated++;
        } else {
            forwarded.set((int) number.getAsLong());
        }
    }

    /// What does not balance; empty when all does.
    List<String> problems() {
        var problems = new ArrayList<String>();
        long lost = parked.count() - forwarded.cardinality();
        if (lost > 0) {
            problems.add(
                    "%,d of %,d parked deliveries lost, such as %s"
                            .formatted(
                                    lost,
                                    parked.count(),
                                    parked.id(forwarded.nextClearBit(0)).value()));
        }
        if (repeated > 0) {
            problems.add("%,d deliveries handed on again".formatted(repeated));
        }
        if (foreign > 0) {
            problems.add("%,d records handed on that nobody parked".formatted(foreign));
        }
        return problems;
    }

    /// Empty unless the record is what was parked under that number.
    private OptionalLong number(ConsumerRecord<byte[], byte[]> record) {
        var number =
                DeliveryHeaders.text(record.headers(), DeliveryHeaders.EVENT_ID)
                        .map(parked::number)
                        .orElse(OptionalLong.empty());
        if (number.isEmpty()) {
            return number;
        }
        String id = parked.id(number.getAsLong()).value();
        return DeliveryHeaders.text(record.headers(), DeliveryHeaders.DELIVERY_ID)
                        .filter(id::equals)
                        .isPresent()
                ? number
                : OptionalLong.empty();
    }
}
