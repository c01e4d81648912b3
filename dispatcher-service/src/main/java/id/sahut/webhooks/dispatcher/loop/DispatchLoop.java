package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
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
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
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
final class DispatchLoop implements GroupLoop.Work {

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
    private final OutcomeWriter writer;

    DispatchLoop(
            Consumer<byte[], byte[]> consumer,
            String deliveriesTopic,
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
            Heartbeat heartbeat,
            OutcomeWriter writer) {
        this.consumer = consumer;
        this.deliveriesTopic = deliveriesTopic;
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
        this.writer = writer;
        this.lastHousekeepingNanos = nanoTime.getAsLong();
    }

    @Override
    public Duration patience() {
        return isUnderWay() ? BUSY_POLL : IDLE_POLL;
    }

    @Override
    public void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited) {
        readMailbox(Duration.ZERO); // how full the lanes are depends on what has ended
        intake.accept(records);
        goOn(Duration.ZERO);
        keepHouse();
        intake.regulate(awaited);
    }

    /// Goes on where the last owner left off. Of first deliveries a stretch before that is read
    /// too, see [RecentDeliveries].
    @Override
    public void begin(TopicPartition partition, StartingPoints.Place place) {
        String metadata = place.committed().map(OffsetAndMetadata::metadata).orElse("");
        assignment.add(partition, PartitionProgress.resume(place.offset(), metadata));
        if (partition.topic().equals(deliveriesTopic)) {
            long back = place.offset() - RecentDeliveries.MOST;
            consumer.seek(partition, Math.max(place.beginning(), back));
        }
    }

    /// Attempts in flight get a while to end and to be written down; what has not by then, the next
    /// owner makes again. Other partitions' attempts go on meanwhile.
    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        long deadline = nanoTime.getAsLong() + limits.revokeGrace().toNanos();
        var going = Set.copyOf(partitions);
        leaveToNextOwner(lanes.removeIf(work -> going.contains(work.place().partition())));
        while (assignment.unsettled(going) > 0 && nanoTime.getAsLong() < deadline) {
            heartbeat.beat();
            goOn(BUSY_POLL);
        }
        int left = assignment.unsettled(going);
        if (left > 0) {
            log.info(
                    "{} deliveries of {} go to another dispatcher before they have ended",
                    left,
                    going);
        }
    }

    /// What is queued of these partitions is dropped, and what comes back of them is ignored.
    @Override
    public void gone(Collection<TopicPartition> partitions) {
        assignment.remove(partitions);
        var _ = lanes.removeIf(work -> !assignment.isCurrent(work.place()));
        outcomes.dropForeign();
    }

    /// Nothing new is read or started, attempts in flight may end, and their outcomes are written.
    @Override
    public void end(GroupLoop.Polls polls) {
        long deadline = nanoTime.getAsLong() + limits.drain().toNanos();
        leaveToNextOwner(lanes.removeIf(_ -> true));
        while (isUnderWay() && nanoTime.getAsLong() < deadline) {
            heartbeat.beat();
            consumer.pause(consumer.assignment());
            intake.accept(polls.poll(Duration.ZERO));
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

    @Override
    public void close() {
        writer.close();
    }

    /// One turn of everything but reading. Attempts begin a few at a time, with a look at what has
    /// ended in between: what ends is written down, and closes the gate, while others begin.
    private void goOn(Duration waitForMail) {
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
            throw new InterruptException(e);
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

    private boolean isUnderWay() {
        return lanes.inFlight() > 0 || outcomes.unwritten() > 0;
    }

    private void leaveToNextOwner(List<Turn<Work>> queued) {
        queued.forEach(it -> assignment.settled(it.item().place()));
    }

    /// Offsets at a log's end that hold nothing to deliver: the markers of transactions.
    private void skipMarkers(TopicPartition partition) {
        try {
            assignment.skipTo(partition, consumer.position(partition, Duration.ZERO));
        } catch (RetriableException | InvalidOffsetException | WakeupException e) {
            log.debug("the position in {} is not known just now", partition, e);
        }
    }
}
