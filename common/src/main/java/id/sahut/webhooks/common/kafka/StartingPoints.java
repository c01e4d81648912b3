package id.sahut.webhooks.common.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides where a group's consumer begins in each partition, and counts and reports what it can no
/// longer read. Confined to the consumer's thread.
///
/// ```
///   committed              none   before the beginning   in the log   after the end
///   the reader goes on at  beginning   beginning          committed    beginning
///   lost                   beginning  beginning − committed  nothing   unknown: made anew
/// ```
///
/// A group that has no position in a log that no longer begins at 0 has never read what was deleted
/// of it. After a migration that is as it should be; otherwise events are gone. It is counted and
/// said once: the place where the group begins is committed.
///
/// Call [#place] from `onPartitionsAssigned`, and [#recover] with what a poll throws when a
/// position is lost later. When the cluster does not answer, either leaves the matter to the next
/// poll, which throws again.
public final class StartingPoints {

    private static final Logger log = LoggerFactory.getLogger(StartingPoints.class);

    /// For each question to the cluster; well below the interval in which a consumer must poll.
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final MeterRegistry meters;

    public StartingPoints(Consumer<byte[], byte[]> consumer, MeterRegistry meters) {
        this.consumer = consumer;
        this.meters = meters;
    }

    /// Where to begin, and why. Immutable.
    sealed interface Start {
        /// The committed position is in the log: the consumer goes there by itself.
        record Resumed() implements Start {}

        /// The group has no position here. What was before `offset` it will never read.
        record Fresh(long offset) implements Start {}

        /// Records between the position and `offset` were deleted before they were read.
        record Lost(long offset, long records) implements Start {}

        /// The position is one that this log never had: the topic was deleted and made again, or a
        /// broker came back without its data.
        record Replaced(long offset, long position) implements Start {}
    }

    /// Takes newly assigned partitions to where they begin.
    public void place(Collection<TopicPartition> assigned) {
        if (assigned.isEmpty()) {
            return;
        }
        assigned.forEach(it -> lost(it.topic()));
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    consumer.committed(new HashSet<>(assigned), ANSWER);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(assigned, ANSWER);
            Map<TopicPartition, Long> ends = consumer.endOffsets(assigned, ANSWER);
            int fresh = 0;
            for (TopicPartition partition : assigned) {
                var position = Optional.ofNullable(committed.get(partition)).map(it -> it.offset());
                go(partition, start(position, at(beginnings, partition), at(ends, partition)));
                fresh += position.isEmpty() ? 1 : 0;
            }
            if (fresh > 0) {
                log.info("begins in {} partitions where the group never was", fresh);
            }
        } catch (RetriableException e) {
            log.warn("can't tell yet where to begin in {}: {}", assigned, e.toString());
        }
    }

    /// Takes the partitions whose position a poll found to be lost to where they go on.
    public void recover(InvalidOffsetException failure) {
        try {
            Map<TopicPartition, Long> beginnings =
                    consumer.beginningOffsets(failure.partitions(), ANSWER);
            for (TopicPartition partition : failure.partitions()) {
                go(partition, restart(failure, partition, at(beginnings, partition)));
            }
        } catch (RetriableException e) {
            log.warn("can't tell yet where to go on in {}: {}", failure.partitions(), e.toString());
        }
    }

    static Start start(Optional<Long> committed, long beginning, long end) {
        if (committed.isEmpty()) {
            return new Start.Fresh(beginning);
        }
        long position = committed.get();
        if (position < beginning) {
            return new Start.Lost(beginning, beginning - position);
        }
        return position > end ? new Start.Replaced(beginning, position) : new Start.Resumed();
    }

    /// A position out of range that is not before the beginning was after the end, even if the log
    /// has grown past it since.
    static Start restart(InvalidOffsetException failure, TopicPartition partition, long beginning) {
        if (failure instanceof LogTruncationException truncated) {
            OffsetAndMetadata same = truncated.divergentOffsets().get(partition);
            if (same != null && same.offset() >= beginning) {
                return new Start.Replaced(same.offset(), position(truncated, partition));
            }
        }
        if (failure instanceof OffsetOutOfRangeException outOfRange) {
            long position = position(outOfRange, partition);
            return position < beginning
                    ? new Start.Lost(beginning, beginning - position)
                    : new Start.Replaced(beginning, position);
        }
        return new Start.Fresh(beginning);
    }

    private void go(TopicPartition partition, Start start) {
        switch (start) {
            case Start.Resumed() -> {}
            case Start.Fresh(long offset) -> {
                log.debug("begins in {} at {}: the group was never here", partition, offset);
                consumer.seek(partition, offset);
                if (offset > 0) {
                    neverRead(partition, offset);
                }
            }
            case Start.Lost(long offset, long records) -> {
                log.error(
                        "{} records of {} were deleted before they were read; goes on at {}",
                        records,
                        partition,
                        offset);
                lost(partition.topic()).increment((double) records);
                consumer.seek(partition, offset);
            }
            case Start.Replaced(long offset, long position) -> {
                log.error(
                        "{} no longer has position {}: it was made anew or cut off; goes on at {}",
                        partition,
                        position,
                        offset);
                consumer.seek(partition, offset);
            }
        }
    }

    private void neverRead(TopicPartition partition, long records) {
        log.warn(
                "begins in {} at {}: the group was never here, and the {} records before were deleted",
                partition,
                records,
                records);
        lost(partition.topic()).increment((double) records);
        try {
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(records)), ANSWER);
        } catch (RetriableException | CommitFailedException | RebalanceInProgressException e) {
            log.debug("the next to begin in {} says so again", partition, e);
        }
    }

    private Counter lost(String topic) {
        return Counter.builder("sahut.records.lost")
                .description("Records deleted by retention before they were read")
                .tag("topic", topic)
                .register(meters);
    }

    private static long position(OffsetOutOfRangeException failure, TopicPartition partition) {
        return failure.offsetOutOfRangePartitions().getOrDefault(partition, Long.MAX_VALUE);
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new IllegalStateException("the cluster was asked about " + partition);
        }
        return offset;
    }
}
