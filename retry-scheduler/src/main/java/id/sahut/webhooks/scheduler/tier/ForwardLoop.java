package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.OffsetTransactions;
import id.sahut.webhooks.common.kafka.StartingPoints;
import id.sahut.webhooks.common.kafka.Written;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.retry.RetryTier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
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
final class ForwardLoop {

    private static final Logger log = LoggerFactory.getLogger(ForwardLoop.class);

    /// The longest wait for something new; also how soon a request to stop is seen.
    private static final long MAX_POLL_MS = 100;

    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

    /// Of each partition; with all tiers full this is some 15 MiB for all 60.
    private static final long READ_AHEAD_BYTES = 256 * 1024;

    /// After a failed transaction, before the next.
    private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(100);

    /// For what is only a matter of appearance.
    private static final Duration ANSWER = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final StartingPoints startingPoints;
    private final OffsetTransactions transactions;
    private final DueTimes dueTimes;
    private final ReadAhead readAhead;
    private final String dueTopic;
    private final SchedulerMeters meters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AtomicBoolean closing;
    private final Heartbeat heartbeat;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<RetryTier, Duration> lastLateness = new HashMap<>();
    private final Set<TopicPartition> resting = new HashSet<>();
    private long lastHousekeepingNanos;
    private long failedNanos;
    private volatile boolean assigned;

    /// @param closing set by [#stop]; shared with `transactions`, which give up when it is
    ForwardLoop(
            Consumer<byte[], byte[]> consumer,
            StartingPoints startingPoints,
            OffsetTransactions transactions,
            DueTimes dueTimes,
            String dueTopic,
            SchedulerMeters meters,
            InstantSource clock,
            LongSupplier nanoTime,
            AtomicBoolean closing,
            Heartbeat heartbeat) {
        this.consumer = consumer;
        this.startingPoints = startingPoints;
        this.transactions = transactions;
        this.dueTimes = dueTimes;
        this.readAhead = new ReadAhead(dueTimes, READ_AHEAD_BYTES);
        this.dueTopic = dueTopic;
        this.meters = meters;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lastHousekeepingNanos = nanoTime.getAsLong();
        this.closing = closing;
        this.heartbeat = heartbeat;
    }

    /// Asks the loop to end after the transaction in hand. Safe for any thread.
    void stop() {
        closing.set(true);
        consumer.wakeup();
    }

    /// Whether the group has given this scheduler partitions, or none, since it started. Safe for
    /// any thread.
    boolean isAssigned() {
        return assigned;
    }

    /// Works until [#stop], on the calling thread. However it ends, it leaves the group: others
    /// need not wait out its session.
    void run(List<String> delayTopics) {
        try (transactions) {
            work(delayTopics);
        } catch (WakeupException e) {
            log.debug("woken to stop");
        } finally {
            consumer.close(KafkaClients.leaving());
        }
    }

    private void work(List<String> delayTopics) {
        awaitTransactions();
        consumer.subscribe(delayTopics, new Rebalances());
        while (!closing.get()) {
            heartbeat.beat();
            var forwarding = new Forwarding(dueTopic);
            var records = poll();
            long now = clock.millis();
            takeDue(forwarding, now);
            takeRead(records, forwarding, now);
            keepHouse(forwarding);
            if (!forwarding.isEmpty()) {
                write(forwarding);
            }
        }
    }

    /// What a killed process of the same name has left half written is ended before anything is
    /// read: its partitions have no position until then.
    private void awaitTransactions() {
        while (!closing.get()) {
            heartbeat.beat();
            try {
                transactions.open();
                return;
            } catch (RetriableException e) {
                log.warn("no transaction can begin yet: {}", e.toString());
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        long now = clock.millis();
        if (!resting.isEmpty()
                && nanoTime.getAsLong() - failedNanos >= REST_AFTER_FAILURE.toNanos()) {
            consumer.resume(assignedOf(resting));
            resting.clear();
        }
        long wait = Math.clamp(readAhead.nextDueMs().orElse(Long.MAX_VALUE) - now, 0, MAX_POLL_MS);
        try {
            return consumer.poll(Duration.ofMillis(wait));
        } catch (InvalidOffsetException e) {
            readAhead.forget(e.partitions());
            startingPoints.recover(e);
            consumer.resume(assignedOf(e.partitions()));
            return ConsumerRecords.empty();
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
        RetryTier tier = dueTimes.tier(record.topic());
        Duration late = dueTimes.lateness(record.topic(), record.timestamp(), now);
        forwarding.add(record, new Forwarding.Late(tier, late));
        lastLateness.put(tier, late);
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
    private void keepHouse(Forwarding forwarding) {
        long now = nanoTime.getAsLong();
        if (now - lastHousekeepingNanos < HOUSEKEEPING.toNanos()) {
            return;
        }
        lastHousekeepingNanos = now;
        askWhatIsCommitted();
        var parked = new HashMap<RetryTier, Long>();
        for (TopicPartition partition : consumer.assignment()) {
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

    /// Of partitions that were taken over, whose positions were not known at once.
    private void askWhatIsCommitted() {
        var unknown = new HashSet<>(consumer.assignment());
        unknown.removeAll(committed.keySet());
        if (unknown.isEmpty()) {
            return;
        }
        try {
            consumer.committed(unknown, ANSWER)
                    .forEach((partition, position) -> {
                        if (position != null) {
                            committed.putIfAbsent(partition, position.offset());
                        }
                    });
        } catch (RetriableException e) {
            log.debug("what is committed of {} is not known yet", unknown, e);
        }
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
        } catch (RetriableException | InvalidOffsetException e) {
            log.debug("the position in {} is not known yet", partition, e);
        }
    }

    private Set<TopicPartition> assignedOf(Collection<TopicPartition> partitions) {
        var ours = new HashSet<>(partitions);
        ours.retainAll(consumer.assignment());
        return ours;
    }

    /// What the group tells us, always within a poll and so on the loop's thread. Between polls
    /// nothing is under way, so there is nothing to end when partitions go.
    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            startingPoints.place(partitions);
            partitions.forEach(this::notePosition);
            assigned = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            var gone = new ArrayList<>(partitions);
            readAhead.forget(gone);
            gone.forEach(committed::remove);
            gone.forEach(resting::remove);
        }

        private void notePosition(TopicPartition partition) {
            try {
                committed.put(partition, consumer.position(partition, Duration.ZERO));
            } catch (RetriableException | InvalidOffsetException e) {
                log.debug("the position in {} is not known yet", partition, e);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            log.warn("lost {}", partitions);
            onPartitionsRevoked(partitions);
        }
    }
}
