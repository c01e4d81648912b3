package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryReading;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.lane.Placement;
import id.sahut.webhooks.dispatcher.lane.Source;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what was read, lane by lane, and stops reading while there is no room. Confined to the
/// dispatch loop's thread.
final class Intake {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /// Reading pauses when there is so much on our hands, and goes on when it is half of that.
    private static final double PAUSE_AT = 0.9;

    private static final double RESUME_AT = 0.45;

    private final Consumer<byte[], byte[]> consumer;
    private final String dueTopic;
    private final DeliveryRecords deliveries;
    private final Lanes<Work> lanes;
    private final Assignment assignment;
    private final Outcomes outcomes;
    private final Deferrals deferrals;
    private final LoopLimits limits;
    private final DispatcherMeters meters;
    private boolean full;

    Intake(
            Consumer<byte[], byte[]> consumer,
            String dueTopic,
            DeliveryRecords deliveries,
            Lanes<Work> lanes,
            Assignment assignment,
            Outcomes outcomes,
            Deferrals deferrals,
            LoopLimits limits,
            DispatcherMeters meters) {
        this.consumer = consumer;
        this.dueTopic = dueTopic;
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.assignment = assignment;
        this.outcomes = outcomes;
        this.deferrals = deferrals;
        this.limits = limits;
        this.meters = meters;
    }

    void accept(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> next = records.nextOffsets();
        for (TopicPartition partition : records.partitions()) {
            boolean room = true;
            for (var record : records.records(partition)) {
                room = room && accept(partition, record);
            }
            OffsetAndMetadata read = next.get(partition);
            if (room && read != null) {
                assignment.skipTo(partition, read.offset());
            }
        }
    }

    /// Pauses and resumes partitions as there is room for their records.
    ///
    /// @param held partitions that are not to be read in any case
    void regulate(Set<TopicPartition> held) {
        full = load() >= (full ? RESUME_AT : PAUSE_AT);
        Set<TopicPartition> wanted =
                full ? consumer.assignment() : union(assignment.exhausted(), held);
        Set<TopicPartition> paused = consumer.paused();
        if (!wanted.equals(paused)) {
            var resumed = new HashSet<>(paused);
            resumed.removeAll(wanted);
            consumer.resume(resumed);
            consumer.pause(wanted);
        }
    }

    /// How much is on our hands: 1 is as much as may be. While Kafka is slow to take outcomes that
    /// is what two commits let through: what is not read is not ours to wait with.
    private double load() {
        double bytes = (double) (lanes.heldBytes() + outcomes.heldBytes()) / limits.maxHeldBytes();
        double unwritten = (double) outcomes.unwritten() / limits.maxUnwritten();
        double enough =
                outcomes.isStalled()
                        ? (double) lanes.queued() / (2 * Outcomes.BEGUN_PER_COMMIT)
                        : lanes.fill();
        return Math.max(Math.max(enough, lanes.fill()), Math.max(bytes, unwritten));
    }

    /// @return whether there was room to keep track of it
    private boolean accept(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        return switch (assignment.arrived(partition, record.offset())) {
            case ALREADY_COMPLETE -> {
                remember(partition, record);
                int bytes = Math.max(0, record.serializedValueSize());
                Optional<Long> goOn = assignment.enoughBack(partition, record.offset(), bytes);
                goOn.ifPresent(offset -> consumer.seek(partition, offset));
                yield goOn.isEmpty();
            }
            case BEYOND_SPAN -> {
                consumer.seek(partition, record.offset());
                yield false;
            }
            case NEW -> {
                place(record, assignment.place(partition, record.offset()));
                yield true;
            }
        };
    }

    private void place(ConsumerRecord<byte[], byte[]> record, Work.Place place) {
        switch (deliveries.read(record)) {
            case DeliveryReading.Unreadable(var why) -> {
                log.warn("{} offset {} is no delivery: {}", place.partition(), place.offset(), why);
                meters.unreadable();
                outcomes.add(new Ending.Unreadable(record, why, place));
            }
            case DeliveryReading.Readable(var delivery, var again) -> {
                if (isFirst(record, delivery, again)
                        && assignment.isRepeat(
                                place.partition(),
                                delivery.id(),
                                place.offset(),
                                record.timestamp())) {
                    drop(place, delivery);
                    return;
                }
                var work = new Work(delivery, place);
                Source source = isDue(record) ? Source.DUE : Source.FRESH;
                switch (lanes.offer(delivery.webhookId(), source, work, work.bytes())) {
                    case Placement.Queued() -> {}
                    case Placement.Crowded(var expectedWait) ->
                            deferrals.setAside(work, expectedWait, DeferralReason.CROWDED);
                }
            }
        }
    }

    /// What had ended before the partition came to us may be repeated behind it.
    private void remember(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        if (!isDue(record)
                && deliveries.read(record)
                        instanceof DeliveryReading.Readable(var delivery, var again)
                && isFirst(record, delivery, again)) {
            var _ =
                    assignment.isRepeat(
                            partition, delivery.id(), record.offset(), record.timestamp());
        }
    }

    /// The delivery is on its way already, or has ended: a second of the same id would have six
    /// attempts of its own.
    private void drop(Work.Place place, Delivery delivery) {
        log.debug("dropped a repeat: {} {}", delivery, place);
        meters.repeated();
        assignment.completed(place);
        assignment.settled(place);
    }

    /// Whether it is what the fan-out makes of an event, and not what comes back or is sent again.
    private boolean isFirst(
            ConsumerRecord<byte[], byte[]> record, Delivery delivery, boolean again) {
        return !isDue(record) && !again && delivery.attempt() == 0 && delivery.deferrals() == 0;
    }

    private boolean isDue(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().equals(dueTopic);
    }

    private static Set<TopicPartition> union(Set<TopicPartition> some, Set<TopicPartition> others) {
        if (others.isEmpty()) {
            return some;
        }
        var all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
