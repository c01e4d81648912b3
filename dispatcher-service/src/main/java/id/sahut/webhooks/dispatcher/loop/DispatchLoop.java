package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.StartingPoints;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.lane.Turn;
import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import id.sahut.webhooks.dispatcher.progress.RecentDeliveries;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads deliveries, gives each to its endpoint's lane, starts attempts, and has their outcomes
/// written. All parts of it are confined to its one thread; other threads only put [Message]s into
/// its mailbox.
///
/// ```
///            poll ─► intake ─► lanes ─► attempts ──► WebhookClient
///             ▲                  │                        │
///   Kafka ────┤           crowded│                mailbox │
///             │                  ▼                        ▼
///          transaction ◄──── outcomes ◄─────────────── verdict
/// ```
final class DispatchLoop {

    private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);

    /// While something is under way, its end is looked for this often.
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    private static final Duration IDLE_POLL = Duration.ofMillis(50);

    private static final Duration HOUSEKEEPING = Duration.ofMillis(250);

    /// After so many, what has ended meanwhile is looked at.
    private static final int STARTED_AT_ONCE = 64;

    /// After so many, Kafka is polled again.
    private static final int MAX_STARTED = 2_048;

    private final Consumer<byte[], byte[]> consumer;
    private final String deliveriesTopic;
    private final StartingPoints startingPoints;
    private final Intake intake;
    private final Lanes<Work> lanes;
    private final Attempts attempts;
    private final Deferrals deferrals;
    private final Assignment assignment;
    private final Outcomes outcomes;
    private final BlockingQueue<Message> mailbox;
    private final LoopLimits limits;
    private final DispatcherMeters meters;
    private final LongSupplier nanoTime;
    private final Heartbeat heartbeat;
    private long lastHousekeepingNanos;
    private volatile boolean draining;
    private volatile boolean assigned;

    DispatchLoop(
            Consumer<byte[], byte[]> consumer,
            String deliveriesTopic,
            StartingPoints startingPoints,
            Intake intake,
            Lanes<Work> lanes,
            Attempts attempts,
            Deferrals deferrals,
            Assignment assignment,
            Outcomes outcomes,
            BlockingQueue<Message> mailbox,
            LoopLimits limits,
            DispatcherMeters meters,
            LongSupplier nanoTime,
            Heartbeat heartbeat) {
        this.consumer = consumer;
        this.deliveriesTopic = deliveriesTopic;
        this.startingPoints = startingPoints;
        this.intake = intake;
        this.lanes = lanes;
        this.attempts = attempts;
        this.deferrals = deferrals;
        this.assignment = assignment;
        this.outcomes = outcomes;
        this.mailbox = mailbox;
        this.limits = limits;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.heartbeat = heartbeat;
        this.lastHousekeepingNanos = nanoTime.getAsLong();
    }

    /// Asks the loop to end: nothing new is read or started, attempts in flight may end, their
    /// outcomes are written, and the group is left. Safe for any thread.
    void drain() {
        draining = true;
    }

    /// Whether the group has given this dispatcher partitions, or none, since it started. Safe for
    /// any thread.
    boolean isAssigned() {
        return assigned;
    }

    /// Works until [#drain], on the calling thread. However it ends, it leaves the group: others
    /// need not wait out its session.
    void run(List<String> topics) {
        try (startingPoints) {
            work(topics);
        } finally {
            consumer.close(KafkaClients.leaving());
        }
    }

    private void work(List<String> topics) {
        consumer.subscribe(topics, new Rebalances());
        while (!draining) {
            heartbeat.beat();
            var records = poll(patience());
            takeUp();
            readMailbox(Duration.ZERO); // how full the lanes are depends on what has ended
            intake.accept(records);
            turn(Duration.ZERO);
            keepHouse();
            intake.regulate(startingPoints.awaited());
        }
        endAttempts();
    }

    private Duration patience() {
        boolean soon = isUnderWay() || !startingPoints.awaited().isEmpty();
        return soon ? BUSY_POLL : IDLE_POLL;
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        try {
            return consumer.poll(patience);
        } catch (InvalidOffsetException e) {
            abandon(e.partitions());
            startingPoints.recover(e);
        } catch (RetriableException e) {
            log.warn("a poll failed and is made again: {}", e.toString());
        }
        return ConsumerRecords.empty();
    }

    /// One turn of everything but reading. Attempts begin a few at a time, with a look at what has
    /// ended in between: what ends is written down, and closes the gate, while others begin.
    private void turn(Duration waitForMail) {
        readMailbox(waitForMail);
        lanes.waitForUs(outcomes.isStalled());
        int started = attempts.startSome(STARTED_AT_ONCE, limits.maxUnwritten());
        outcomes.writeIfDue(consumer.groupMetadata());
        for (int sum = started; started == STARTED_AT_ONCE && sum < MAX_STARTED; sum += started) {
            readMailbox(Duration.ZERO);
            started = attempts.startSome(STARTED_AT_ONCE, limits.maxUnwritten());
            outcomes.writeIfDue(consumer.groupMetadata());
        }
    }

    private void readMailbox(Duration wait) {
        try {
            Message message =
                    wait.isZero()
                            ? mailbox.poll()
                            : mailbox.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            for (; message != null; message = mailbox.poll()) {
                switch (message) {
                    case Message.AttemptEnded(var started, var outcome, var took) ->
                            attempts.ended(started, outcome, took);
                    case Message.OutcomesWritten(var batch, var result) ->
                            outcomes.written(batch, result);
                    case Message.WriterFailed(var cause) ->
                            throw new IllegalStateException("outcomes can't be written", cause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            draining = true;
        }
    }

    private void keepHouse() {
        long now = nanoTime.getAsLong();
        if (now - lastHousekeepingNanos < HOUSEKEEPING.toNanos()) {
            return;
        }
        lastHousekeepingNanos = now;
        for (Turn<Work> overdue : lanes.removeOverdue()) {
            deferrals.setAside(
                    overdue.item(), lanes.expectedWait(overdue.endpoint()), DeferralReason.CROWDED);
        }
        assignment.partitions().forEach(this::skipMarkers);
        meters.now(
                lanes.inFlight(),
                lanes.queued(),
                lanes.heldBytes() + outcomes.heldBytes(),
                outcomes.unwritten());
        meters.outcomesWait(outcomes.isStalled(), outcomes.oldest());
    }

    /// The end of the loop's life: attempts in flight may end, and all outcomes are written.
    private void endAttempts() {
        long deadline = nanoTime.getAsLong() + limits.drain().toNanos();
        leaveToNextOwner(lanes.removeIf(_ -> true));
        while (isUnderWay() && nanoTime.getAsLong() < deadline) {
            heartbeat.beat();
            consumer.pause(consumer.assignment());
            intake.accept(poll(Duration.ZERO));
            readMailbox(BUSY_POLL);
            outcomes.writeIfDue(consumer.groupMetadata());
        }
        if (isUnderWay()) {
            log.warn(
                    "ends with {} attempts in flight and {} outcomes not written: they are made again",
                    lanes.inFlight(),
                    outcomes.unwritten());
        }
    }

    private boolean isUnderWay() {
        return lanes.inFlight() > 0 || outcomes.unwritten() > 0;
    }

    private void leaveToNextOwner(List<Turn<Work>> queued) {
        queued.forEach(it -> assignment.settled(it.item().place()));
    }

    /// Lets go of partitions: what is queued of them is dropped, and what comes back of them is
    /// ignored.
    private void abandon(Collection<TopicPartition> partitions) {
        assignment.remove(partitions);
        startingPoints.forget(partitions);
        var _ = lanes.removeIf(work -> !assignment.isCurrent(work.place()));
        outcomes.dropForeign();
    }

    /// Goes on where the last owners left off, in those partitions about which Kafka has answered
    /// since. Of first deliveries a stretch before that is read too, see [RecentDeliveries].
    private void takeUp() {
        startingPoints
                .placed()
                .forEach((partition, place) -> {
                    String metadata = place.committed().map(OffsetAndMetadata::metadata).orElse("");
                    assignment.add(partition, PartitionProgress.resume(place.offset(), metadata));
                    if (partition.topic().equals(deliveriesTopic)) {
                        long back = place.offset() - RecentDeliveries.MOST;
                        consumer.seek(partition, Math.max(place.beginning(), back));
                    }
                });
    }

    /// Offsets at a log's end that hold nothing to deliver: the markers of transactions.
    private void skipMarkers(TopicPartition partition) {
        try {
            assignment.skipTo(partition, consumer.position(partition, Duration.ZERO));
        } catch (RetriableException | InvalidOffsetException e) {
            log.debug("the position in {} is not known just now", partition, e);
        }
    }

    /// What the group tells us, always within a poll and so on the loop's thread.
    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            startingPoints.begin(partitions);
            assigned = true;
        }

        /// Attempts in flight get a while to end and to be written down; what has not by then, the
        /// next owner makes again. Other partitions' attempts go on meanwhile.
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            long deadline = nanoTime.getAsLong() + limits.revokeGrace().toNanos();
            var going = Set.copyOf(partitions);
            leaveToNextOwner(lanes.removeIf(work -> going.contains(work.place().partition())));
            while (assignment.unsettled(going) > 0 && nanoTime.getAsLong() < deadline) {
                heartbeat.beat();
                turn(BUSY_POLL);
            }
            int left = assignment.unsettled(going);
            if (left > 0) {
                log.info(
                        "{} deliveries of {} go to another dispatcher before they have ended",
                        left,
                        going);
            }
            abandon(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            log.warn("lost {}", partitions);
            abandon(partitions);
        }
    }
}
