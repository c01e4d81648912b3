package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TopicFollowerTest {

    private static final String TOPIC = "t";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final Topic consumer = new Topic();
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TopicFollower follower = follow();

    /// A topic whose broker may be away.
    private static final class Topic extends MockConsumer<byte[], byte[]> {

        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean away;

        Topic() {
            super("earliest");
        }

        /// As the real one does.
        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (assignment().isEmpty()) {
                throw new IllegalStateException("not assigned any partitions");
            }
            return super.poll(timeout);
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
                Collection<TopicPartition> partitions, Duration limit) {
            asked.incrementAndGet();
            if (away) {
                throw new TimeoutException("nobody answers");
            }
            return super.endOffsets(partitions, limit);
        }
    }

    @AfterEach
    void stop() {
        follower.close();
        assertThat(follower.failure()).isNotDone();
    }

    @Test
    void whoeverAsksBeforeARecordIsReadIsToldWhenItIs() throws Exception {
        var first = follower.hasRead(0, 0);
        assertThat(first).isNotDone();

        publish(0);

        first.get(10, TimeUnit.SECONDS);
        assertThat(read).hasValue(1);
    }

    @Test
    void aTopicThatIsOnlyJustThereIsWaitedFor() {
        var late = new Topic();
        late.updatePartitions(TOPIC, List.of());
        late.updateBeginningOffsets(Map.of(PARTITION, 0L));
        late.updateEndOffsets(Map.of(PARTITION, 0L));
        try (var waiting = TopicFollower.start(TOPIC, late, _ -> {}, nanos::get)) {
            late.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));

            await().until(() -> waiting.caughtUp().isDone());
            assertThat(waiting.failure()).isNotDone();
        }
    }

    @Test
    void nobodyIsKeptWaitingWhoseRecordHadBeenReadAlready() throws Exception {
        publish(0);
        follower.hasRead(0, 0).get(10, TimeUnit.SECONDS);

        for (int i = 0; i < 100; i++) {
            assertThat(follower.hasRead(0, 0)).isCompleted();
        }
        publish(1);

        await().untilAsserted(() -> assertThat(follower.waiting()).isZero());
    }

    @Test
    void itIsCurrentUntilTheEndThatItReachedWasAskedForMoreThanFiveSecondsAgo() {
        assertThat(follower.isCurrent()).isTrue();
        consumer.away = true;
        pass(Duration.ofSeconds(5));
        assertThat(follower.isCurrent()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(follower.isCurrent()).isFalse();
        assertThat(follower.problem()).as("nor is it known to lag").isEmpty();

        consumer.away = false;
        pass(Duration.ofSeconds(2));
        await().until(follower::isCurrent);
    }

    @Test
    void itSaysByHowMuchItLagsAndSinceWhen() {
        consumer.updateEndOffsets(Map.of(PARTITION, 120L));
        pass(Duration.ofSeconds(2));
        await().until(() -> follower.lag() == 120);
        assertThat(follower.problem()).as("for a moment everybody lags").isEmpty();
        assertThat(gauge()).isEqualTo(120);

        consumer.away = true; // what it knows is no less true
        pass(Duration.ofSeconds(6));
        assertThat(follower.problem()).contains("lags by 120 records, for 6 s");
        assertThat(follower.isCurrent()).isFalse();

        consumer.away = false;
        publish(119);
        await().until(() -> follower.problem().isEmpty());
        assertThat(follower.lag()).isZero();
        pass(Duration.ofSeconds(2));
        await().until(follower::isCurrent);
        assertThat(gauge()).isZero();
    }

    @Test
    void theEndIsAskedForEveryTwoSeconds() {
        int before = consumer.asked.get();
        publish(0);
        publish(1);
        await().until(() -> read.get() == 2);
        assertThat(consumer.asked).hasValue(before);

        pass(Duration.ofSeconds(2));
        await().until(() -> consumer.asked.get() == before + 1);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private double gauge() {
        return meters.get("sahut.view.lag.records")
                .tag("service", "test")
                .tag("topic", TOPIC)
                .gauge()
                .value();
    }

    private TopicFollower follow() {
        var node = new Node(1, "127.0.0.1", 9092);
        consumer.updatePartitions(
                TOPIC,
                List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        var started = TopicFollower.start(TOPIC, consumer, _ -> read.incrementAndGet(), nanos::get);
        started.register("test", meters);
        await().until(() -> started.caughtUp().isDone());
        return started;
    }

    private void publish(long offset) {
        consumer.schedulePollTask(() ->
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, null, new byte[0])));
    }
}
