package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryReading;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.dispatcher.lane.Placement;
import id.sahut.webhooks.dispatcher.lane.Source;
import id.sahut.webhooks.dispatcher.outcome.Assignment;
import id.sahut.webhooks.dispatcher.outcome.DeferralReason;
import id.sahut.webhooks.dispatcher.outcome.Ending;
import id.sahut.webhooks.dispatcher.outcome.Place;
import id.sahut.webhooks.dispatcher.outcome.Work;
import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import id.sahut.webhooks.dispatcher.progress.RecentDeliveries;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
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
    private final TopicNames topics;
    private final DeliveryRecords deliveries;
    private final OnHand onHand;
    private final Deferrals deferrals;
    private final DispatcherMeters meters;
    private boolean full;

    Intake(
            Consumer<byte[], byte[]> consumer,
            TopicNames topics,
            DeliveryRecords deliveries,
            OnHand onHand,
            Deferrals deferrals,
            DispatcherMeters meters) {
        this.consumer = consumer;
        this.topics = topics;
        this.deliveries = deliveries;
        this.onHand = onHand;
        this.deferrals = deferrals;
        this.meters = meters;
    }

    /// Goes on where the last owner left off. Of first deliveries a stretch before that is read
    /// too, see [RecentDeliveries].
    void begin(TopicPartition partition, StartingPoints.Place place) {
        String metadata = place.committed().map(OffsetAndMetadata::metadata).orElse("");
        assignment().add(partition, PartitionProgress.resume(place.offset(), metadata));
        if (partition.topic().equals(topics.deliveries())) {
            long back = place.offset() - RecentDeliveries.MOST;
            consumer.seek(partition, Math.max(place.beginning(), back));
        }
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
                assignment().skipTo(partition, read.offset());
            }
        }
    }

    /// Pauses and resumes partitions as there is room for their records.
    ///
    /// @param held partitions that are not to be read in any case
    void regulate(Set<TopicPartition> held) {
        full = onHand.fill() >= (full ? RESUME_AT : PAUSE_AT);
        Set<TopicPartition> wanted =
                full ? consumer.assignment() : union(assignment().exhausted(), held);
        Set<TopicPartition> paused = consumer.paused();
        if (!wanted.equals(paused)) {
            var resumed = new HashSet<>(paused);
            resumed.removeAll(wanted);
            consumer.resume(resumed);
            consumer.pause(wanted);
        }
    }

    /// Nothing more is read.
    void pause() {
        consumer.pause(consumer.assignment());
    }

    /// Who writes outcomes down.
    ConsumerGroupMetadata member() {
        return consumer.groupMetadata();
    }

    /// Passes over offsets at the logs' ends that hold nothing to deliver: the markers of
    /// transactions.
    void skipMarkers() {
        for (TopicPartition partition : assignment().partitions()) {
            try {
                assignment().skipTo(partition, consumer.position(partition, Duration.ZERO));
            } catch (RetriableException | InvalidOffsetException | WakeupException e) {
                log.debug("the position in {} is not known just now", partition, e);
            }
        }
    }

    private Assignment assignment() {
        return onHand.assignment();
    }

    /// @return whether there was room to keep track of it
    private boolean accept(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        return switch (assignment().arrived(partition, record.offset())) {
            case ALREADY_COMPLETE -> {
                remember(partition, record);
                int bytes = Math.max(0, record.serializedValueSize());
                Optional<Long> goOn = assignment().enoughBack(partition, record.offset(), bytes);
                goOn.ifPresent(offset -> consumer.seek(partition, offset));
                yield goOn.isEmpty();
            }
            case BEYOND_SPAN -> {
                consumer.seek(partition, record.offset());
                yield false;
            }
            case NEW -> {
                place(record, assignment().place(partition, record.offset()));
                yield true;
            }
        };
    }

    private void place(ConsumerRecord<byte[], byte[]> record, Place place) {
        switch (deliveries.read(record)) {
            case DeliveryReading.Unreadable(var why) -> {
                log.warn("{} offset {} is no delivery: {}", place.partition(), place.offset(), why);
                meters.unreadable();
                onHand.outcomes().add(new Ending.Unreadable(record, why, place));
            }
            case DeliveryReading.Readable(var delivery, var again) -> {
                if (isFirst(record, delivery, again)
                        && assignment()
                                .isRepeat(
                                        place.partition(),
                                        delivery.id(),
                                        place.offset(),
                                        record.timestamp())) {
                    drop(place, delivery);
                    return;
                }
                var work = new Work(delivery, place);
                Source source = isDue(record) ? Source.DUE : Source.FRESH;
                switch (onHand.lanes().offer(delivery.webhookId(), source, work, work.bytes())) {
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
                    assignment()
                            .isRepeat(
                                    partition, delivery.id(), record.offset(), record.timestamp());
        }
    }

    /// The delivery is on its way already, or has ended: a second of the same id would have six
    /// attempts of its own.
    private void drop(Place place, Delivery delivery) {
        log.debug("dropped a repeat: {} {}", delivery, place);
        meters.repeated();
        assignment().completed(place);
        assignment().settled(place);
    }

    /// Whether it is what the fan-out makes of an event, and not what comes back or is sent again.
    private boolean isFirst(
            ConsumerRecord<byte[], byte[]> record, Delivery delivery, boolean again) {
        return !isDue(record) && !again && delivery.attempt() == 0 && delivery.deferrals() == 0;
    }

    private boolean isDue(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().equals(topics.due());
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
