package id.sahut.webhooks.common.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.ops.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupLoopTest {

    private static final TopicPartition PARTITION = new TopicPartition("sahut.deliveries", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile boolean fails;
    private volatile boolean asksTheCluster;
    private final Stop stop = new Stop(() -> 0);
    private final GroupLoop loop =
            new GroupLoop(
                    "test",
                    new GroupLoop.Source(
                            consumer,
                            new StartingPoints(
                                    consumer, new Answering(), () -> 0, new SimpleMeterRegistry()),
                            List.of(PARTITION.topic())),
                    new Heartbeat(() -> 0, Duration.ofSeconds(1)),
                    stop,
                    new Seeing());

    /// Where the group is: at 40 of 0 to 100.
    private static final class Answering implements StartingPoints.Question {

        @Override
        public CompletableFuture<StartingPoints.Answer> ask(Set<TopicPartition> partitions) {
            return CompletableFuture.completedFuture(
                    new StartingPoints.Answer(
                            Map.of(PARTITION, new OffsetAndMetadata(40)),
                            Map.of(PARTITION, 0L),
                            Map.of(PARTITION, 100L)));
        }

        @Override
        public void close() {}
    }

    private final class Seeing implements GroupLoop.Work {

        @Override
        public void prepare() {
            seen.add("prepare");
        }

        @Override
        public Duration patience() {
            return Duration.ofMillis(5);
        }

        @Override
        public void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited) {
            if (fails) {
                throw new IllegalStateException("a bug");
            }
            if (asksTheCluster) {
                seen.add("asks");
                await().until(stop::isAsked);
                throw new WakeupException();
            }
            records.forEach(it -> seen.add("read " + it.offset()));
        }

        @Override
        public void begin(TopicPartition partition, StartingPoints.Place place) {
            seen.add("begin " + place.offset());
        }

        @Override
        public void revoked(Collection<TopicPartition> partitions) {
            seen.add("revoked");
        }

        @Override
        public void gone(Collection<TopicPartition> partitions) {
            seen.add("gone");
        }

        @Override
        public void end(GroupLoop.Polls polls) {
            assertThat(polls.poll(Duration.ZERO)).isEmpty();
            seen.add("end");
        }

        @Override
        public void close() {
            seen.add("close");
        }
    }

    @AfterEach
    void end() {
        loop.close();
    }

    @Test
    void itIsReadyOnceTheGroupHasGivenItPartitionsAndGoesOnWhereTheGroupIs() {
        loop.start();
        assertThat(loop.readiness()).isPresent();

        join();
        consumer.schedulePollTask(() ->
                consumer.addRecord(
                        new ConsumerRecord<>(PARTITION.topic(), 0, 40, new byte[0], new byte[0])));

        awaitSeen("prepare", "begin 40", "read 40");
        assertThat(loop.readiness()).isEmpty();
        assertThat(loop.liveness()).isEmpty();
    }

    @Test
    void askedToEndItLetsTheWorkEndAndLeavesTheGroup() {
        loop.start();
        join();
        awaitSeen("prepare", "begin 40");

        loop.close();

        assertThat(seen).containsSubsequence("begin 40", "end", "close");
        assertThat(consumer.closed()).isTrue();
        assertThat(loop.failure()).isNotDone();
    }

    @Test
    void whatThrowsEndsItAndItLeavesTheGroupAllTheSame() {
        loop.start();
        join();
        awaitSeen("prepare", "begin 40");

        fails = true;

        await().until(() -> loop.failure().isCompletedExceptionally());
        await().until(consumer::closed);
        assertThat(seen).contains("close").doesNotContain("end");
    }

    @Test
    void whoeverIsWokenWithinATurnToEndHasNotFailed() {
        asksTheCluster = true;
        loop.start();
        join();
        await().until(() -> seen.contains("asks"));

        loop.close();

        assertThat(seen).endsWith("end", "close");
        assertThat(loop.failure()).isNotDone();
    }

    @Test
    void aPollThatFailsIsMadeAgain() {
        loop.start();
        consumer.schedulePollTask(() -> consumer.setPollException(new TimeoutException("slow")));
        join();

        awaitSeen("prepare", "begin 40");
        assertThat(loop.failure()).isNotDone();
    }

    @Test
    void aPartitionWhosePositionIsLostIsGoneAndBegunAnew() {
        loop.start();
        join();
        awaitSeen("prepare", "begin 40");

        consumer.schedulePollTask(() ->
                consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 40L))));

        awaitSeen("prepare", "begin 40", "gone", "begin 0");
    }

    private void join() {
        consumer.schedulePollTask(() -> {
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.rebalance(List.of(PARTITION));
        });
    }

    private void awaitSeen(String... what) {
        await().untilAsserted(() -> assertThat(seen).containsExactly(what));
    }
}
