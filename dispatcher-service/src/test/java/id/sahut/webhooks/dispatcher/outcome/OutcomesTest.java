package id.sahut.webhooks.dispatcher.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When outcomes are handed over, and when no attempt may begin because they are not written. The
/// interval is 100 ms, and the gate closes 100 ms after it.
class OutcomesTest {

    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");
    private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);
    private static final int PAYLOAD = 10;
    private static final int MAX_UNWRITTEN = 20;

    private final ConsumerGroupMetadata member =
            new MockConsumer<byte[], byte[]>("earliest").groupMetadata();
    private final Assignment assignment = new Assignment(100);
    private final ArrayDeque<Batch> handedOver = new ArrayDeque<>();
    private long nanos = 7;
    private long nextOffset;
    private final Outcomes outcomes =
            new Outcomes(
                    assignment,
                    new Outcomes.Writer() {
                        @Override
                        public void write(Batch batch) {
                            handedOver.add(batch);
                        }

                        @Override
                        public void close() {}
                    },
                    new OutcomeMeters(new SimpleMeterRegistry()),
                    () -> nanos,
                    Duration.ofMillis(100),
                    MAX_UNWRITTEN);

    @BeforeEach
    void ownThePartition() {
        assignment.add(PARTITION, PartitionProgress.resume(0, ""));
    }

    @Test
    void anAttemptsOutcomeThatIsNotHandedOverClosesTheGate() {
        outcomes.add(attempted());
        pass(200);
        assertThat(outcomes.isStalled()).isFalse();
        pass(1);
        assertThat(outcomes.isStalled()).isTrue();
    }

    @Test
    void anAttemptsOutcomeThatIsNotWrittenClosesTheGate() {
        Batch batch = handOver(attempted());
        pass(201);
        assertThat(outcomes.isStalled()).isTrue();

        outcomes.written(batch, Written.COMMITTED);
        assertThat(outcomes.isStalled()).isFalse();
    }

    @Test
    void whatWasSetAsideMayWait() {
        outcomes.add(setAside());
        pass(5_000);
        assertThat(outcomes.isStalled()).isFalse();

        handOver(setAside());
        pass(5_000);
        assertThat(outcomes.isStalled()).isFalse();
    }

    @Test
    void whatWasNotWrittenKeepsItsAgeUntilItIs() {
        Batch batch = handOver(attempted());
        pass(150);
        outcomes.written(batch, Written.ABORTED);
        pass(51);
        assertThat(outcomes.isStalled()).isTrue();

        pass(50);
        Batch again = handOver(setAside());
        assertThat(again.endings()).containsAll(batch.endings());
        assertThat(outcomes.isStalled()).isTrue();
        outcomes.written(again, Written.COMMITTED);
        assertThat(outcomes.isStalled()).isFalse();
    }

    @Test
    void aBatchInTheWriterHasAnAgeOfItsOwn() {
        Batch batch = handOver(attempted());
        pass(150);
        outcomes.add(attempted());
        outcomes.written(batch, Written.COMMITTED);
        pass(51);
        assertThat(outcomes.isStalled()).isFalse();
        pass(150);
        assertThat(outcomes.isStalled()).isTrue();
    }

    @Test
    void whileTheGateIsClosedEveryCommitLetsSomeThrough() {
        Batch batch = handOver(attempted());
        outcomes.add(attempted());
        pass(5_000);
        int begun = beginAll();
        assertThat(begun).isEqualTo(Outcomes.BEGUN_PER_COMMIT);

        outcomes.written(batch, Written.COMMITTED);
        assertThat(outcomes.isStalled()).as("the second still waits").isTrue();
        assertThat(beginAll()).isEqualTo(Outcomes.BEGUN_PER_COMMIT);

        outcomes.writeIfDue(member);
        outcomes.written(handedOver.remove(), Written.ABORTED);
        assertThat(beginAll()).as("nothing is written down").isZero();
    }

    @Test
    void theOldestIsTheOneThatHasWaitedLongest() {
        assertThat(outcomes.oldest()).isZero();
        var _ = handOver(attempted());
        pass(300);
        outcomes.add(attempted());
        pass(40);
        assertThat(outcomes.oldest()).isEqualTo(Duration.ofMillis(340));
    }

    private int beginAll() {
        int begun = 0;
        for (; begun < 10_000 && outcomes.mayBegin(); begun++) {
            outcomes.began();
        }
        return begun;
    }

    @Test
    void whatIsNoLongerOursOpensTheGate() {
        outcomes.add(attempted());
        pass(201);
        assertThat(outcomes.isStalled()).isTrue();

        assignment.remove(List.of(PARTITION));
        outcomes.dropForeign();
        assertThat(outcomes.isStalled()).isFalse();
        assertThat(outcomes.unwritten()).isZero();
        assertThat(outcomes.heldBytes()).isZero();
    }

    @Test
    void whatWasNotWrittenAndIsNoLongerOursIsForgotten() {
        Batch batch = handOver(attempted());
        assignment.remove(List.of(PARTITION));
        outcomes.dropForeign();
        pass(201);
        outcomes.written(batch, Written.ABORTED);

        assertThat(outcomes.isStalled()).isFalse();
        assertThat(outcomes.unwritten()).isZero();
        assertThat(outcomes.heldBytes()).isZero();
    }

    @Test
    void oneBatchIsHandedOverPerInterval() {
        outcomes.written(handOver(attempted()), Written.COMMITTED);
        outcomes.add(attempted());
        pass(99);
        outcomes.writeIfDue(member);
        assertThat(handedOver).isEmpty();
        pass(1);
        outcomes.writeIfDue(member);
        assertThat(handedOver).hasSize(1);

        outcomes.add(attempted());
        pass(1_000);
        outcomes.writeIfDue(member);
        assertThat(handedOver).as("only when the last was answered for").hasSize(1);
        assertThat(outcomes.unwritten()).isEqualTo(2);
        assertThat(outcomes.heldBytes()).isEqualTo(2 * PAYLOAD);
    }

    @Test
    void aBatchThatIsAbortedTwiceIsWrittenOnce() {
        Batch batch = handOver(attempted());
        for (int i = 0; i < 2; i++) {
            outcomes.written(batch, Written.ABORTED);
            assertThat(outcomes.unwritten()).isEqualTo(1);
            pass(100);
            outcomes.writeIfDue(member);
            Batch again = handedOver.remove();
            assertThat(again.endings()).isEqualTo(batch.endings());
            assertThat(again.offsets()).as("its position too").isEqualTo(batch.offsets());
            batch = again;
        }

        outcomes.written(batch, Written.COMMITTED);
        assertThat(outcomes.unwritten()).isZero();
        assertThat(outcomes.heldBytes()).isZero();
        assertThat(assignment.unsettled(List.of(PARTITION))).isZero();
        pass(5_000);
        outcomes.writeIfDue(member);
        assertThat(handedOver).isEmpty();
    }

    /// Where a commit's answer was lost, the writer finds out whether it happened: by then the
    /// partition may be another's, or ours again from where the group is.
    @Test
    void aCommitThatIsFoundOutAfterItsPartitionHasGoneChangesNothingOfTheNextOwners() {
        for (Written truth : Written.values()) {
            Batch batch = handOver(attempted());
            assignment.remove(List.of(PARTITION));
            outcomes.dropForeign();
            assignment.add(PARTITION, PartitionProgress.resume(nextOffset, ""));
            outcomes.add(attempted());

            outcomes.written(batch, truth);

            assertThat(outcomes.unwritten()).as("the new owner's one").isEqualTo(1);
            assertThat(assignment.unsettled(List.of(PARTITION))).isEqualTo(1);
            pass(100);
            outcomes.writeIfDue(member);
            Batch next = handedOver.remove();
            assertThat(next.endings()).hasSize(1).doesNotContainAnyElementsOf(batch.endings());
            outcomes.written(next, Written.COMMITTED);
            pass(100);
        }
    }

    @Test
    void nothingBeginsWhileTooMuchWaitsToBeWritten() {
        for (int i = 0; i < MAX_UNWRITTEN; i++) {
            assertThat(outcomes.mayBegin()).isTrue();
            outcomes.add(setAside());
        }
        assertThat(outcomes.mayBegin()).isFalse();
        assertThat(outcomes.fill()).isEqualTo(1);
    }

    private Batch handOver(Ending ending) {
        outcomes.add(ending);
        outcomes.writeIfDue(member);
        return handedOver.remove();
    }

    private void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }

    private Ending attempted() {
        Work work = work();
        var attempt =
                new AttemptRecord(
                        work.delivery().id().value(),
                        work.delivery().eventId().value(),
                        null,
                        work.delivery().webhookId().value(),
                        null,
                        1,
                        "delivered",
                        200,
                        "",
                        NOW,
                        1,
                        "",
                        "none",
                        null,
                        0,
                        null,
                        null);
        return new Ending.Attempted(work, attempt, new Verdict.Ended());
    }

    private Ending setAside() {
        return new Ending.SetAside(work(), DeferralReason.CROWDED, new Verdict.Ended());
    }

    private Work work() {
        long offset = nextOffset++;
        assignment.arrived(PARTITION, offset);
        var delivery =
                new Delivery(
                        new WebhookId("wh_1"),
                        new DeliveryId("dlv_" + offset),
                        new EventId("evt_1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0,
                        NOW,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new byte[PAYLOAD]);
        return new Work(delivery, assignment.place(PARTITION, offset));
    }
}
