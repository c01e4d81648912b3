package id.sahut.webhooks.dispatcher.outcome;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.dispatcher.progress.Arrival;
import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import id.sahut.webhooks.dispatcher.progress.RecentDeliveries;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// The partitions that are ours, and how far each has come. Confined to the dispatch loop's thread.
public final class Assignment {

    /// Of each partition that is taken over.
    private static final long MAX_BYTES_BACK = 8L * 1024 * 1024;

    private final int pauseAtSpan;
    private final Map<TopicPartition, Owned> owned = new HashMap<>();
    private int lastEpoch;

    private static final class Owned {
        private final int epoch;
        private final PartitionProgress progress;
        private final RecentDeliveries recent = new RecentDeliveries();
        private final long begunAt;
        private long bytesBack;
        private int unsettled;
        private boolean spanExhausted;

        Owned(int epoch, PartitionProgress progress) {
            this.epoch = epoch;
            this.progress = progress;
            this.begunAt = progress.lowWater();
        }
    }

    /// @param maxPollRecords how many records of a partition may come at once; reading pauses while
    ///   there is still room for as many
    public Assignment(int maxPollRecords) {
        this.pauseAtSpan = PartitionProgress.MAX_SPAN - maxPollRecords;
    }

    public void add(TopicPartition partition, PartitionProgress progress) {
        owned.put(partition, new Owned(++lastEpoch, progress));
    }

    public void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(owned::remove);
    }

    public boolean contains(TopicPartition partition) {
        return owned.containsKey(partition);
    }

    public Set<TopicPartition> partitions() {
        return Set.copyOf(owned.keySet());
    }

    /// A record was read from a partition of ours.
    public Arrival arrived(TopicPartition partition, long offset) {
        Owned it = ours(partition);
        Arrival arrival = it.progress.arrived(offset);
        if (arrival == Arrival.NEW) {
            it.unsettled++;
        }
        if (arrival == Arrival.BEYOND_SPAN) {
            it.spanExhausted = true;
        }
        return arrival;
    }

    /// Whether this first delivery is one that was read before it from the same partition.
    public boolean isRepeat(TopicPartition partition, DeliveryId id, long offset, long writtenMs) {
        return ours(partition).recent.isRepeat(id, offset, writtenMs);
    }

    /// Whether enough has been read back of what comes before the position that a partition came
    /// with; reading is to go on from there then.
    ///
    /// @param bytes of the record at `offset`
    public Optional<Long> enoughBack(TopicPartition partition, long offset, int bytes) {
        Owned it = ours(partition);
        if (offset >= it.begunAt) {
            return Optional.empty();
        }
        it.bytesBack += bytes;
        return it.bytesBack > MAX_BYTES_BACK ? Optional.of(it.begunAt) : Optional.empty();
    }

    /// Nothing is left to read before this offset.
    public void skipTo(TopicPartition partition, long offset) {
        ours(partition).progress.skipTo(offset);
    }

    public Place place(TopicPartition partition, long offset) {
        return new Place(partition, offset, ours(partition).epoch);
    }

    /// Whether what was read there is still ours to decide about.
    public boolean isCurrent(Place place) {
        Owned it = owned.get(place.partition());
        return it != null && it.epoch == place.epoch();
    }

    /// The ending of this record goes into the next transaction.
    public void completed(Place place) {
        ours(place.partition()).progress.completed(place.offset());
    }

    /// There is nothing to wait for any more with this record: its ending is in Kafka, or it is
    /// left to the next owner.
    public void settled(Place place) {
        if (isCurrent(place)) {
            ours(place.partition()).unsettled--;
        }
    }

    /// How many records of these partitions were read and are not settled yet.
    public int unsettled(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .filter(owned::containsKey)
                .mapToInt(it -> ours(it).unsettled)
                .sum();
    }

    /// What there is to commit, and from now on counts as committed.
    public Map<TopicPartition, OffsetAndMetadata> takeOffsets() {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        owned.forEach((partition, it) -> {
            if (it.progress.changed()) {
                offsets.put(
                        partition,
                        new OffsetAndMetadata(it.progress.lowWater(), it.progress.metadata()));
                it.progress.committing();
            }
        });
        return offsets;
    }

    /// What counted as committed is not.
    public void notCommitted(Collection<TopicPartition> partitions) {
        partitions.stream()
                .filter(owned::containsKey)
                .forEach(it -> ours(it).progress.notCommitted());
    }

    public boolean hasOffsets() {
        return owned.values().stream().anyMatch(it -> it.progress.changed());
    }

    /// The partitions that are read so far ahead of their low-water mark that they have to wait:
    /// from the cap on, until half of it.
    public Set<TopicPartition> exhausted() {
        var exhausted = new HashSet<TopicPartition>();
        owned.forEach((partition, it) -> {
            int span = it.progress.span();
            it.spanExhausted =
                    it.spanExhausted ? span > PartitionProgress.MAX_SPAN / 2 : span >= pauseAtSpan;
            if (it.spanExhausted) {
                exhausted.add(partition);
            }
        });
        return exhausted;
    }

    private Owned ours(TopicPartition partition) {
        Owned it = owned.get(partition);
        if (it == null) {
            throw new IllegalStateException(partition + " is not ours");
        }
        return it;
    }
}
