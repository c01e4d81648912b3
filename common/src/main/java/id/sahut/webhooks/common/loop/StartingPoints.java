package id.sahut.webhooks.common.loop;

import id.sahut.webhooks.common.kafka.KafkaClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
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
/// Nobody waits for the cluster: partitions are paused from [#begin] or [#recover] until the answer
/// is there, which [#placed] looks for; whoever resumes partitions leaves the [#awaited] out.
public final class StartingPoints implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StartingPoints.class);

    /// Before the cluster is asked again, after it could not answer.
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Question question;
    private final LongSupplier nanoTime;
    private final Losses losses;
    private final Map<TopicPartition, Awaited> awaited = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private int questions;
    private long askAgainNanos;
    private boolean askAgain;

    /// What there is to ask the cluster.
    interface Question extends AutoCloseable {

        /// Answers later; fails when the cluster does not answer.
        CompletableFuture<Answer> ask(Set<TopicPartition> partitions);

        @Override
        void close();
    }

    /// @param committed of the partitions that the group has a position in
    record Answer(
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, Long> beginnings,
            Map<TopicPartition, Long> ends) {}

    private record Asked(
            int number, Set<TopicPartition> partitions, CompletableFuture<Answer> answer) {}

    /// @param failure how its position was lost, if that is why it is asked about
    /// @param since the first question whose answer counts: one before may tell of a time when the
    ///   partition was another member's
    private record Awaited(Optional<InvalidOffsetException> failure, int since) {}

    /// Positions that are kept where what was read is kept, and not in the group.
    public interface Positions {

        /// Those of these partitions that have one.
        CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> of(
                Set<TopicPartition> partitions);
    }

    /// Where what can't be read any more is counted.
    ///
    /// @param countsWhatNobodyRead whether what was deleted before the group was ever there counts
    private record Losses(String name, boolean countsWhatNobodyRead, MeterRegistry meters) {}

    private StartingPoints(
            Consumer<byte[], byte[]> consumer,
            Question question,
            LongSupplier nanoTime,
            Losses losses) {
        this.consumer = consumer;
        this.question = question;
        this.nanoTime = nanoTime;
        this.losses = losses;
    }

    StartingPoints(
            Consumer<byte[], byte[]> consumer,
            Question question,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this(consumer, question, nanoTime, new Losses("sahut.records.lost", true, meters));
    }

    /// @param group the consumer's
    /// @param nanoTime a monotonic clock, in nanoseconds
    public static StartingPoints of(
            Consumer<byte[], byte[]> consumer,
            KafkaClients kafka,
            String group,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        return new StartingPoints(
                consumer, new GroupOffsets(kafka.admin(), group), nanoTime, meters);
    }

    /// For a reader that is on no delivery's way: what was deleted before it first came is no loss,
    /// and what it misses later is counted apart.
    ///
    /// @param positions asked on the consumer's thread
    /// @param missed the counter's name
    public static StartingPoints keptElsewhere(
            Consumer<byte[], byte[]> consumer,
            KafkaClients kafka,
            Positions positions,
            String missed,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        return new StartingPoints(
                consumer,
                new GroupOffsets(kafka.admin(), positions),
                nanoTime,
                new Losses(missed, false, meters));
    }

    /// Where the consumer is in a partition now. Immutable.
    ///
    /// @param offset what it reads next
    /// @param committed the group's own position, where that is what it goes on from
    /// @param beginning of the log
    /// @param end of the log, when the cluster was asked
    public record Place(
            long offset, Optional<OffsetAndMetadata> committed, long beginning, long end) {}

    /// Where to begin, and why. Immutable.
    sealed interface Start {
        /// The committed position is in the log.
        record Resumed(OffsetAndMetadata committed) implements Start {}

        /// The group has no position here. What was before `offset` it will never read.
        record Fresh(long offset) implements Start {}

        /// Records between the position and `offset` were deleted before they were read.
        record Lost(long offset, long records) implements Start {}

        /// The position is one that this log never had: the topic was deleted and made again, or a
        /// broker came back without its data.
        record Replaced(long offset, long position) implements Start {}
    }

    /// Takes charge of newly assigned partitions. Call it from `onPartitionsAssigned`.
    public void begin(Collection<TopicPartition> assigned) {
        assigned.forEach(it -> lost(it.topic()));
        await(assigned, Optional.empty());
    }

    /// Takes charge of the partitions whose position a poll found to be lost.
    public void recover(InvalidOffsetException failure) {
        await(failure.partitions(), Optional.of(failure));
    }

    /// Lets go of partitions that were revoked or lost.
    public void forget(Collection<TopicPartition> gone) {
        awaited.keySet().removeAll(gone);
    }

    /// The partitions that the cluster has not answered for yet: they are paused, and are to stay
    /// so.
    public Set<TopicPartition> awaited() {
        return Set.copyOf(awaited.keySet());
    }

    /// Takes the consumer to where it begins in the partitions that were answered for since the
    /// last call, and resumes them. Call it in every turn.
    public Map<TopicPartition, Place> placed() {
        if (awaited.isEmpty()) {
            asked.clear();
            return Map.of();
        }
        var placed = new HashMap<TopicPartition, Place>();
        for (Asked one : List.copyOf(asked)) {
            if (one.answer.isDone()) {
                asked.remove(one);
                placed.putAll(take(one));
            }
        }
        if (askAgain && nanoTime.getAsLong() - askAgainNanos >= 0) {
            askAgain = false;
            ask(awaited());
        }
        return placed;
    }

    @Override
    public void close() {
        question.close();
    }

    private void await(
            Collection<TopicPartition> partitions, Optional<InvalidOffsetException> failure) {
        if (partitions.isEmpty()) {
            return;
        }
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, 0); // else polls would look for a position themselves
            awaited.put(partition, new Awaited(failure, questions + 1));
        }
        consumer.pause(partitions);
        ask(Set.copyOf(partitions));
    }

    private void ask(Set<TopicPartition> partitions) {
        asked.add(new Asked(++questions, partitions, question.ask(partitions)));
    }

    private Map<TopicPartition, Place> take(Asked one) {
        if (one.answer.isCompletedExceptionally()) {
            log.warn(
                    "can't tell yet where to begin in {}: {}",
                    one.partitions,
                    one.answer.exceptionNow().toString());
            askAgain = true;
            askAgainNanos = nanoTime.getAsLong() + AGAIN.toNanos();
            return Map.of();
        }
        Answer answer = one.answer.join();
        var placed = new HashMap<TopicPartition, Place>();
        int fresh = 0;
        var ours = new HashSet<TopicPartition>();
        for (TopicPartition partition : one.partitions) {
            Awaited wanted = awaited.get(partition);
            if (wanted == null || wanted.since > one.number) {
                continue;
            }
            ours.add(partition);
            long beginning = at(answer.beginnings, partition);
            Start start =
                    wanted.failure
                            .map(it ->
                                    restart(
                                            it,
                                            partition,
                                            Optional.ofNullable(answer.committed.get(partition)),
                                            beginning,
                                            at(answer.ends, partition)))
                            .orElseGet(() ->
                                    start(
                                            Optional.ofNullable(answer.committed.get(partition)),
                                            beginning,
                                            at(answer.ends, partition)));
            placed.put(partition, go(partition, start, beginning, at(answer.ends, partition)));
            fresh += start instanceof Start.Fresh ? 1 : 0;
        }
        awaited.keySet().removeAll(ours);
        consumer.resume(ours);
        if (fresh > 0) {
            log.info("begins in {} partitions where the group never was", fresh);
        }
        return placed;
    }

    static Start start(Optional<OffsetAndMetadata> committed, long beginning, long end) {
        if (committed.isEmpty()) {
            return new Start.Fresh(beginning);
        }
        long position = committed.get().offset();
        if (position < beginning) {
            return new Start.Lost(beginning, beginning - position);
        }
        return position > end
                ? new Start.Replaced(beginning, position)
                : new Start.Resumed(committed.get());
    }

    /// A position out of range that is not before the beginning was after the end, even if the log
    /// has grown past it since.
    ///
    /// Who reads behind the group's position, and is overtaken by retention there, goes on from it.
    static Start restart(
            InvalidOffsetException failure,
            TopicPartition partition,
            Optional<OffsetAndMetadata> committed,
            long beginning,
            long end) {
        if (failure instanceof LogTruncationException truncated) {
            OffsetAndMetadata same = truncated.divergentOffsets().get(partition);
            if (same != null && same.offset() >= beginning) {
                return new Start.Replaced(same.offset(), position(truncated, partition));
            }
        }
        if (failure instanceof OffsetOutOfRangeException outOfRange) {
            long position = position(outOfRange, partition);
            if (position >= beginning) {
                return new Start.Replaced(beginning, position);
            }
            return committed
                    .filter(it -> it.offset() >= beginning && it.offset() <= end)
                    .<Start>map(Start.Resumed::new)
                    .orElseGet(() -> new Start.Lost(beginning, beginning - position));
        }
        return new Start.Fresh(beginning);
    }

    private Place go(TopicPartition partition, Start start, long beginning, long end) {
        return switch (start) {
            case Start.Resumed(OffsetAndMetadata committed) -> {
                consumer.seek(partition, committed);
                yield new Place(committed.offset(), Optional.of(committed), beginning, end);
            }
            case Start.Fresh(long offset) -> {
                log.debug("begins in {} at {}: the group was never here", partition, offset);
                if (offset > 0 && losses.countsWhatNobodyRead) {
                    neverRead(partition, offset);
                }
                yield goTo(partition, offset, beginning, end);
            }
            case Start.Lost(long offset, long records) -> {
                log.error(
                        "{} records of {} were deleted before they were read; goes on at {}",
                        records,
                        partition,
                        offset);
                lost(partition.topic()).increment((double) records);
                yield goTo(partition, offset, beginning, end);
            }
            case Start.Replaced(long offset, long position) -> {
                log.error(
                        "{} no longer has position {}: it was made anew or cut off; goes on at {}",
                        partition,
                        position,
                        offset);
                yield goTo(partition, offset, beginning, end);
            }
        };
    }

    private Place goTo(TopicPartition partition, long offset, long beginning, long end) {
        consumer.seek(partition, offset);
        return new Place(offset, Optional.empty(), beginning, end);
    }

    /// The commit is for the next to begin here, who else would say so again.
    private void neverRead(TopicPartition partition, long records) {
        log.warn(
                "begins in {} at {}: the group was never here, and the {} records before were deleted",
                partition,
                records,
                records);
        lost(partition.topic()).increment((double) records);
        consumer.commitAsync(
                Map.of(partition, new OffsetAndMetadata(records)),
                (_, failure) -> {
                    if (failure != null) {
                        log.debug("the next to begin in {} says so again", partition, failure);
                    }
                });
    }

    private Counter lost(String topic) {
        return Counter.builder(losses.name)
                .description("Records deleted by retention before they were read")
                .tag("topic", topic)
                .register(losses.meters);
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
