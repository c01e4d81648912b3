package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

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

    /// While something is under way, its end is looked for this often.
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    private static final Duration IDLE_POLL = Duration.ofMillis(50);

    /// After so many, what has ended meanwhile is looked at.
    private static final int STARTED_AT_ONCE = 64;

    /// After so many, Kafka is polled again.
    private static final int MAX_STARTED = 2_048;

    private final OnHand onHand;
    private final Intake intake;
    private final Attempts attempts;
    private final Mailbox mailbox;
    private final Handover handover;
    private final Housekeeping housekeeping;

    DispatchLoop(
            OnHand onHand,
            Intake intake,
            Attempts attempts,
            Mailbox mailbox,
            Handover handover,
            Housekeeping housekeeping) {
        this.onHand = onHand;
        this.intake = intake;
        this.attempts = attempts;
        this.mailbox = mailbox;
        this.handover = handover;
        this.housekeeping = housekeeping;
    }

    @Override
    public Duration patience() {
        return onHand.isUnderWay() ? BUSY_POLL : IDLE_POLL;
    }

    @Override
    public void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited) {
        readMailbox(Duration.ZERO); // how full the lanes are depends on what has ended
        intake.accept(records);
        goOn(Duration.ZERO);
        housekeeping.keepIfDue();
        intake.regulate(awaited);
    }

    @Override
    public void begin(TopicPartition partition, StartingPoints.Place place) {
        intake.begin(partition, place);
    }

    /// Other partitions' attempts go on meanwhile.
    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        handover.of(partitions, () -> goOn(BUSY_POLL));
    }

    @Override
    public void gone(Collection<TopicPartition> partitions) {
        onHand.drop(partitions);
    }

    /// Nothing new is read or started, attempts in flight may end, and their outcomes are written.
    @Override
    public void end(GroupLoop.Polls polls) {
        handover.ofAll(() -> {
            intake.pause();
            intake.accept(polls.poll(Duration.ZERO));
            readMailbox(BUSY_POLL);
            onHand.outcomes().writeIfDue(intake.member());
        });
    }

    @Override
    public void close() {
        onHand.outcomes().close();
    }

    /// One turn of everything but reading. Attempts begin a few at a time, with a look at what has
    /// ended in between: what ends is written down, and closes the gate, while others begin.
    private void goOn(Duration waitForMail) {
        readMailbox(waitForMail);
        onHand.lanes().waitForUs(onHand.outcomes().isStalled());
        int started = startSome();
        for (int sum = started; started == STARTED_AT_ONCE && sum < MAX_STARTED; sum += started) {
            readMailbox(Duration.ZERO);
            started = startSome();
        }
    }

    private int startSome() {
        int started = attempts.startSome(STARTED_AT_ONCE);
        onHand.outcomes().writeIfDue(intake.member());
        return started;
    }

    private void readMailbox(Duration wait) {
        mailbox.read(wait, this::hear);
    }

    private void hear(Message message) {
        switch (message) {
            case Message.AttemptEnded(var started, var outcome, var took) ->
                    attempts.ended(started, outcome, took);
            case Message.OutcomesWritten(var batch, var result) ->
                    onHand.outcomes().written(batch, result);
            case Message.WriterFailed(var cause) ->
                    throw new IllegalStateException("outcomes can't be written", cause);
        }
    }
}
