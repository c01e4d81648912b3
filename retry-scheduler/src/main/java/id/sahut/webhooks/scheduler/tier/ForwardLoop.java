package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.OffsetTransactions;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.common.retry.RetryTier;
import id.sahut.webhooks.common.time.Clocks;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads all tiers, and hands each delivery on when it is due: never earlier. Confined to its one
/// thread.
///
/// ```
///   delay.5s  p0   ▓▓▓▓▓▓▓|░░░░░      ▓ due: forwarded in one transaction with the positions
///   delay.5s  p1   |▒▒▒▒▒▒▒▒▒░░░      ▒ not due yet, read ahead
///   delay.30m p0   ▓▓|▒▒▒▒▒▒▒▒▒░      ░ stays on disk; the partition is paused
/// ```
final class ForwardLoop implements GroupLoop.Work {

    private static final Logger log = LoggerFactory.getLogger(ForwardLoop.class);

    /// The longest wait for something new; also how soon a request to stop is seen.
    private static final long MAX_POLL_MS = 100;

    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

    /// Of each partition; with all tiers full this is some 15 MiB for all 60.
    private static final long READ_AHEAD_BYTES = 256 * 1024;

    /// After a failed transaction, before the next.
    private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetTransactions transactions;
    private final DueTimes dueTimes;
    private final ReadAhead readAhead;
    private final TopicNames topics;
    private final SchedulerMeters meters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<RetryTier, Duration> lastLateness = new HashMap<>();
    private final Set<TopicPartition> resting = new HashSet<>();
    private long lastHousekeepingNanos;
    private long failedNanos;

    ForwardLoop(
            Consumer<byte[], byte[]> consumer,
            OffsetTransactions transactions,
            DueTimes dueTimes,
            TopicNames topics,
            SchedulerMeters meters,
            Clocks clocks) {
        this.consumer = consumer;
        this.transactions = transactions;
        this.dueTimes = dueTimes;
        this.readAhead = new ReadAhead(dueTimes, READ_AHEAD_BYTES);
        this.topics = topics;
        this.meters = meters;
        this.clock = clocks.day();
        this.nanoTime = clocks.nanoTime();
        this.lastHousekeepingNanos = nanoTime.getAsLong();
    }

    @Override
    public Duration patience() {
        long untilDue = readAhead.nextDueMs().orElse(Long.MAX_VALUE) - clock.millis();
        return Duration.ofMillis(Math.clamp(untilDue, 0, MAX_POLL_MS));
    }

    @Override
    public void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited) {
        resumeRested();
        var forwarding = new Forwarding(topics.due());
        long now = clock.millis();
        takeDue(forwarding, now);
        takeRead(records, forwarding, now);
        keepHouse(forwarding, awaited);
        if (!forwarding.isEmpty()) {
            write(forwarding);
        }
    }

    @Override
    public void begin(TopicPartition partition, StartingPoints.Place place) {
        committed.put(partition, place.offset());
    }

    /// Between polls nothing is under way, so there is nothing to end when partitions go.
    @Override
    public void gone(Collection<TopicPartition> partitions) {
        var gone = new ArrayList<>(partitions);
        readAhead.forget(gone);
        gone.forEach(committed::remove);
        gone.forEach(resting::remove);
    }

    @Override
    public void close() {
        transactions.close();
    }

    /// What a killed process of the same name has left half written is ended before anything is
    /// read: its partitions have no position until then.
    @Override
    public void prepare() {
        transactions.openInTheEnd();
    }

    private void resumeRested() {
        if (!resting.isEmpty()
                && nanoTime.getAsLong() - failedNanos >= REST_AFTER_FAILURE.toNanos()) {
            consumer.resume(assignedOf(resting));
            resting.clear();
        }
    }

    /// Forwards what was read earlier and is due now. Goes before [#takeRead], because it comes
    /// before it in the log.
    private void takeDue(Forwarding forwarding, long now) {
        readAhead.takeDue(now).forEach(it -> forward(it, forwarding, now));
        consumer.resume(readAhead.takeRoomy());
    }

    /// Forwards what is due of each partition; what is not is kept as far as there is room, and
    /// read again later from there on.
    private void takeRead(
            ConsumerRecords<byte[], byte[]> records, Forwarding forwarding, long now) {
        for (TopicPartition partition : records.partitions()) {
            for (var record : records.records(partition)) {
                boolean isNext = readAhead.count(partition) == 0;
                if (isNext && dueTimes.dueMs(record.topic(), record.timestamp()) <= now) {
                    forward(record, forwarding, now);
                } else if (!readAhead.offer(partition, record)) {
                    consumer.pause(Set.of(partition));
                    consumer.seek(partition, record.offset());
                    break;
                }
            }
        }
    }

    private void forward(ConsumerRecord<byte[], byte[]> record, Forwarding forwarding, long now) {
        if (DeliveryRecords.isTooLarge(record)) {
            expire(record, forwarding);
            return;
        }
        RetryTier tier = dueTimes.tier(record.topic());
        Duration late = dueTimes.lateness(record.topic(), record.timestamp(), now);
        forwarding.add(record, new Forwarding.Late(tier, late));
        lastLateness.put(tier, late);
    }

    /// Somebody put it there by hand. Were it tried to hand it on, nothing else would be any more.
    private void expire(ConsumerRecord<byte[], byte[]> record, Forwarding forwarding) {
        log.warn(
                "{} partition {} offset {} is too large to be handed on",
                record.topic(),
                record.partition(),
                record.offset());
        meters.tooLarge();
        forwarding.add(
                record,
                DeliveryRecords.writeUnreadable(
                        topics.expired(), record, "too large to be handed on", clock.instant()));
    }

    private void write(Forwarding forwarding) {
        Written result =
                transactions.write(
                        forwarding.records(), forwarding.positions(), consumer.groupMetadata());
        switch (result) {
            case COMMITTED -> {
                forwarding
                        .positions()
                        .forEach((partition, position) ->
                                committed.put(partition, position.offset()));
                forwarding.lateness().forEach(it -> meters.forwarded(it.tier(), it.by()));
            }
            case ABORTED -> {
                meters.aborted();
                readAgain(forwarding);
                failedNanos = nanoTime.getAsLong();
            }
        }
    }

    private void readAgain(Forwarding forwarding) {
        Set<TopicPartition> ours = assignedOf(forwarding.firstOffsets().keySet());
        readAhead.forget(ours);
        ours.forEach(partition ->
                consumer.seek(partition, forwarding.firstOffsets().getOrDefault(partition, 0L)));
        consumer.pause(ours);
        resting.addAll(ours);
    }

    /// Once a second: says how much waits, and moves positions over what is nothing to forward
    /// (transactions' markers), so that a group without work shows no lag.
    private void keepHouse(Forwarding forwarding, Set<TopicPartition> awaited) {
        long now = nanoTime.getAsLong();
        if (now - lastHousekeepingNanos < HOUSEKEEPING.toNanos()) {
            return;
        }
        lastHousekeepingNanos = now;
        var parked = new HashMap<RetryTier, Long>();
        var known = new HashSet<>(consumer.assignment());
        known.removeAll(awaited);
        for (TopicPartition partition : known) {
            parked.merge(
                    dueTimes.tier(partition.topic()),
                    consumer.currentLag(partition).orElse(0) + readAhead.count(partition),
                    Long::sum);
            skipMarkers(partition, forwarding);
        }
        for (RetryTier tier : dueTimes.tiers()) {
            long count = parked.getOrDefault(tier, 0L);
            Duration late = lastLateness.getOrDefault(tier, Duration.ZERO);
            meters.now(tier, count, count == 0 ? Duration.ZERO : late);
        }
        lastLateness.clear();
    }

    private void skipMarkers(TopicPartition partition, Forwarding forwarding) {
        if (readAhead.count(partition) > 0 || forwarding.positions().containsKey(partition)) {
            return;
        }
        try {
            long position = consumer.position(partition, Duration.ZERO);
            if (position > committed.getOrDefault(partition, position)) {
                forwarding.reached(partition, position);
            }
        } catch (RetriableException | InvalidOffsetException | WakeupException e) {
            log.debug("the position in {} is not known yet", partition, e);
        }
    }

    private Set<TopicPartition> assignedOf(Collection<TopicPartition> partitions) {
        var ours = new HashSet<>(partitions);
        ours.retainAll(consumer.assignment());
        return ours;
    }
}
