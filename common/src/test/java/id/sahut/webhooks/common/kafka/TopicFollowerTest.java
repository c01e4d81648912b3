package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TopicFollowerTest {

    private static final String TOPIC = "t";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final AtomicInteger read = new AtomicInteger();
    private final TopicFollower follower = follow();

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
    void nobodyIsKeptWaitingWhoseRecordHadBeenReadAlready() throws Exception {
        publish(0);
        follower.hasRead(0, 0).get(10, TimeUnit.SECONDS);

        for (int i = 0; i < 100; i++) {
            assertThat(follower.hasRead(0, 0)).isCompleted();
        }
        publish(1);

        await().untilAsserted(() -> assertThat(follower.waiting()).isZero());
    }

    private TopicFollower follow() {
        var node = new Node(1, "127.0.0.1", 9092);
        consumer.updatePartitions(
                TOPIC,
                List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        var started = TopicFollower.start(TOPIC, consumer, _ -> read.incrementAndGet());
        await().until(() -> started.caughtUp().isDone());
        return started;
    }

    private void publish(long offset) {
        consumer.schedulePollTask(() ->
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, null, new byte[0])));
    }
}
