package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.ingest.history.History;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Reads the events of a recovery's time, a stretch at a time. Confined to the loop's thread.
///
/// Once it has said that it does not know, or has thrown, it is of no use any more: whoever has it
/// closes it, and opens another where the last stretch that was written down ended.
final class EventScan implements AutoCloseable {

    /// Other recoveries wait meanwhile.
    private static final Duration STRETCH = Duration.ofMillis(200);

    private static final Duration POLL = Duration.ofMillis(100);

    /// Payloads are held until they are written.
    private static final long MAX_BYTES = 8L * 1024 * 1024;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final MissedEvent.Test test;
    private final History history;
    private final LongSupplier nanoTime;
    private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private EventsRead read;

    /// What a stretch comes to.
    ///
    /// @param missed in the order in which they were published, within a partition
    /// @param read how far that goes
    record Stretch(List<Delivery> missed, EventsRead read) {}

    /// @param consumer its own, and closed with it
    EventScan(
            Consumer<byte[], byte[]> consumer,
            String topic,
            EventsRead from,
            MissedEvent.Test test,
            History history,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.topic = topic;
        this.read = from;
        this.test = test;
        this.history = history;
        this.nanoTime = nanoTime;
        consumer.assign(from.next().keySet().stream().map(this::partition).toList());
        from.next().forEach((partition, offset) -> consumer.seek(partition(partition), offset));
        pauseWhatIsDone();
    }

    /// Reads on, for some 300 ms at most.
    ///
    /// @param most how many deliveries at most
    /// @return empty when it is not known just now which of them are missed
    Optional<Stretch> next(int most) {
        var wanted = new ArrayList<Delivery>();
        long bytes = 0;
        long end = nanoTime.getAsLong() + STRETCH.toNanos();
        while (wanted.size() < most
                && bytes < MAX_BYTES
                && !read.isDone()
                && nanoTime.getAsLong() < end) {
            ConsumerRecord<byte[], byte[]> record = fetched.poll();
            if (record == null) {
                fetch();
                continue;
            }
            read = read.upTo(Map.of(record.partition(), record.offset() + 1));
            if (record.offset() < read.end(record.partition())) {
                Optional<Delivery> delivery = test.delivery(record);
                bytes += delivery.map(it -> it.payload().length).orElse(0);
                delivery.ifPresent(wanted::add);
            }
        }
        return missed(wanted).map(it -> new Stretch(it, read));
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void fetch() {
        pauseWhatIsDone();
        consumer.poll(POLL).forEach(fetched::add);
        if (fetched.isEmpty()) {
            // What is no record, such as a transaction's marker, was stepped over.
            var positions = new HashMap<Integer, Long>();
            for (TopicPartition partition : consumer.assignment()) {
                positions.put(partition.partition(), consumer.position(partition));
            }
            read = read.upTo(positions);
        }
    }

    private void pauseWhatIsDone() {
        consumer.pause(
                read.next().entrySet().stream()
                        .filter(it -> it.getValue() >= read.end(it.getKey()))
                        .map(it -> partition(it.getKey()))
                        .toList());
    }

    private Optional<List<Delivery>> missed(List<Delivery> wanted) {
        if (wanted.isEmpty()) {
            return Optional.of(List.of());
        }
        List<DeliveryId> ids = wanted.stream().map(Delivery::id).toList();
        return switch (history.known(test.webhook().id(), ids)) {
            case History.Answer.Told<Set<DeliveryId>>(Set<DeliveryId> known) ->
                    Optional.of(wanted.stream().filter(it -> !known.contains(it.id())).toList());
            case History.Answer.Unavailable<Set<DeliveryId>>() -> Optional.empty();
        };
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }
}
