package id.sahut.webhooks.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the loop does when partitions go, when it is to end, and when nothing can be written. Time
/// goes on by 10 ms whenever somebody looks.
class DispatchLoopTest {

    private static final Duration REVOKE_GRACE = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final AttemptOutcome DELIVERED =
            new AttemptOutcome.Delivered(200, Duration.ofMillis(5), "", "");

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Stage stage = new Stage();
    private final DispatchLoop loop = loop();

    private DispatchLoop loop() {
        var records = new DeliveryRecords(new EventReader(EventCatalogue.builtIn(), 1_000_000), 2);
        var intake =
                new Intake(
                        consumer,
                        new TopicNames("test."),
                        records,
                        stage.onHand,
                        stage.deferrals,
                        stage.meters);
        return new DispatchLoop(
                stage.onHand,
                intake,
                stage.attempts,
                stage.mailbox,
                new Handover(
                        stage.onHand,
                        REVOKE_GRACE,
                        DRAIN,
                        new Heartbeat(this::nanos, Duration.ofMinutes(1)),
                        this::nanos),
                new Housekeeping(stage.onHand, intake, stage.deferrals, stage.meters, this::nanos));
    }

    private long nanos() {
        stage.nanos += Duration.ofMillis(10).toNanos();
        return stage.nanos;
    }

    @BeforeEach
    void assign() {
        consumer.assign(List.of(Stage.PARTITION));
        consumer.seek(Stage.PARTITION, 0);
    }

    @Test
    void whatTheWriterCanNotDoEndsTheLoop() {
        var cause = new IllegalStateException("no room on the disk");
        stage.mailbox.failed(cause);

        assertThatThrownBy(this::turn).hasMessage("outcomes can't be written").hasCause(cause);
        loop.close();
        assertThat(stage.writerIsClosed).isTrue();
    }

    @Test
    void whatIsInFlightWhenItsPartitionGoesMayEndAndBeWrittenDown() {
        begin(2);
        stage.posts.forEach(it -> it.accept(DELIVERED));

        stage.offer(Stage.delivery()); // queued: it is left to the next owner
        stage.answer = Optional.of(Written.COMMITTED);
        loop.revoked(List.of(Stage.PARTITION));

        assertThat(stage.posts).as("begun meanwhile").hasSize(2);
        assertThat(stage.written.stream().flatMap(it -> it.endings().stream())).hasSize(2);
        assertThat(stage.assignment.unsettled(List.of(Stage.PARTITION))).isZero();
        assertThat(stage.outcomes.unwritten()).isZero();
        assertThat(stage.lanes.queued()).isZero();
    }

    @Test
    void aPartitionDoesNotWaitForLongerThanItMay() {
        begin(1);
        long before = stage.nanos;
        loop.revoked(List.of(Stage.PARTITION));

        assertThat(Duration.ofNanos(stage.nanos - before))
                .isBetween(REVOKE_GRACE, REVOKE_GRACE.plusMillis(100));
        loop.gone(List.of(Stage.PARTITION));
        stage.posts.remove().accept(DELIVERED);
        turn();
        assertThat(stage.outcomes.unwritten()).as("it is the next owner's").isZero();
    }

    @Test
    void itEndsAlthoughOutcomesAreNotWritten() {
        begin(2);
        stage.posts.forEach(it -> it.accept(DELIVERED));
        long before = stage.nanos;
        loop.end(_ -> ConsumerRecords.empty());

        assertThat(Duration.ofNanos(stage.nanos - before)).isBetween(DRAIN, DRAIN.plusMillis(100));
        assertThat(stage.outcomes.unwritten()).isEqualTo(2);
        assertThat(stage.written).as("with the writer still").hasSize(1);
        assertThat(consumer.paused()).contains(Stage.PARTITION);
    }

    private void begin(int attempts) {
        for (int i = 0; i < attempts; i++) {
            stage.offer(Stage.delivery());
        }
        turn();
        assertThat(stage.posts).hasSize(attempts);
    }

    private void turn() {
        loop.turn(ConsumerRecords.empty(), Set.of());
    }
}
