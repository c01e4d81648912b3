package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/// Works on the recoveries of the partitions that the group gives it. Confined to the loop's
/// thread.
///
/// It always reads a partition from its beginning: there is not much in it, and no offset is kept.
/// Any failure ends the loop; whoever runs it begins another.
final class RecoveryLoop implements GroupLoop.Work {

    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Duration BUSY = Duration.ofMillis(5);

    private final Wiring wiring;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, RecoveryPartition> partitions = new HashMap<>();

    /// What it works with.
    ///
    /// @param producers makes one for a partition's transactions
    record Wiring(
            TopicNames topics,
            History history,
            Webhooks webhooks,
            Redrive redrive,
            MissedEvents missed,
            IntFunction<Producer<byte[], byte[]>> producers,
            Rate rate,
            InstantSource clock,
            LongSupplier nanoTime,
            RecoveryMeters meters) {}

    RecoveryLoop(Wiring wiring, Consumer<byte[], byte[]> consumer) {
        this.wiring = wiring;
        this.consumer = consumer;
    }

    @Override
    public Duration patience() {
        return unfinished() == 0 ? IDLE : BUSY;
    }

    @Override
    public void begin(TopicPartition partition, StartingPoints.Place place) {
        close(partition);
        partitions.put(partition, new RecoveryPartition(partition, wiring, consumer));
    }

    @Override
    public void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited) {
        for (TopicPartition partition : records.partitions()) {
            RecoveryPartition its = partitions.get(partition);
            if (its != null) {
                records.records(partition).forEach(its::read);
            }
        }
        partitions.values().forEach(RecoveryPartition::turn);
        wiring.meters().unfinished(unfinished());
    }

    @Override
    public void gone(Collection<TopicPartition> gone) {
        gone.forEach(this::close);
    }

    @Override
    public void close() {
        Set.copyOf(partitions.keySet()).forEach(this::close);
        wiring.meters().unfinished(0);
    }

    private int unfinished() {
        return partitions.values().stream().mapToInt(RecoveryPartition::unfinished).sum();
    }

    private void close(TopicPartition partition) {
        RecoveryPartition closed = partitions.remove(partition);
        if (closed != null) {
            closed.close();
        }
    }
}
