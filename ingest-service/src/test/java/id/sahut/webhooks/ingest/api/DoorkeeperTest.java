package id.sahut.webhooks.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.http.Gate;
import id.sahut.webhooks.ingest.http.Visit;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whether a key is let in when the view of the keys may not know that it was revoked.
final class DoorkeeperTest {

    private static final String TOPIC = "sahut.api-keys";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final String PLAIN = "sk_live_" + "a".repeat(40);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final Topic topic = new Topic();
    private final KeyRing keys =
            KeyRing.open(
                    new KeyRing.Wiring(
                            topic,
                            new MockProducer<>(
                                    true,
                                    null,
                                    new ByteArraySerializer(),
                                    new ByteArraySerializer()),
                            TOPIC,
                            100,
                            Clock.systemUTC(),
                            nanos::get,
                            new Random(1),
                            meters));
    private final Doorkeeper doorkeeper =
            new Doorkeeper(
                    keys,
                    new KeyLimits(
                            Map.of(Plan.STARTER, 60, Plan.PRO, 60, Plan.BUSINESS, 60), nanos::get),
                    new WrongKeyLimits(60, nanos::get),
                    () -> true,
                    new ApiMeters(meters));

    /// The keys' topic, whose broker may be away.
    private static final class Topic extends MockConsumer<byte[], byte[]> {

        private volatile boolean away;

        Topic() {
            super("earliest");
            var node = new Node(1, "127.0.0.1", 9092);
            var nodes = new Node[] {node};
            updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, nodes, nodes)));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            updateEndOffsets(Map.of(PARTITION, 0L));
        }

        void publish(long offset, String key, byte @Nullable [] value) {
            schedulePollTask(() ->
                    addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key.getBytes(UTF_8), value)));
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
                Collection<TopicPartition> partitions, Duration limit) {
            if (away) {
                throw new TimeoutException("nobody answers");
            }
            return super.endOffsets(partitions, limit);
        }
    }

    @AfterEach
    void stop() {
        keys.close();
    }

    @Test
    void nobodyIsLetInWhileAKeyMayHaveBeenRevokedThatTheViewTakesForGood() throws Exception {
        know();
        assertThat(judge()).isInstanceOf(Gate.Verdict.Admitted.class);

        topic.updateEndOffsets(Map.of(PARTITION, 3L)); // two records that do not come
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        await().until(() -> lag() == 2);
        assertThat(judge()).isInstanceOf(Gate.Verdict.Admitted.class);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());

        assertThat(judge())
                .isInstanceOfSatisfying(
                        Gate.Verdict.TurnedAway.class,
                        it -> {
                            assertThat(it.answer().status()).isEqualTo(503);
                            assertThat(it.answer().headers()).containsEntry("Retry-After", "5");
                        });
        assertThat(keys.problem()).contains("lags by 2 records, for 6 s");

        topic.publish(2, "key_other", null);
        await().until(() -> judge() instanceof Gate.Verdict.Admitted);
    }

    @Test
    void whileKafkaDoesNotAnswerKeysAreLetInForNobodyCanRevokeThem() throws Exception {
        know();
        topic.away = true;
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(judge()).isInstanceOf(Gate.Verdict.Admitted.class);
        assertThat(keys.problem()).isEmpty();
    }

    private Gate.Verdict<KeyHolder> judge() {
        return doorkeeper.judge(
                Visit.of("GET", "/v1/webhooks").withHeader("Authorization", "Bearer " + PLAIN));
    }

    private double lag() {
        return meters.get("sahut.view.lag.records")
                .tag("service", "ingest")
                .tag("topic", TOPIC)
                .gauge()
                .value();
    }

    private void know() throws Exception {
        String sha256 =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(PLAIN.getBytes(UTF_8)));
        var record =
                """
                {"id": "key_1", "workspace_id": "ws_1", "label": "test", "sha256": "%s",
                 "hint": "sk_live_…aaaa", "plan": "business", "created_at": "2024-03-15T08:30:00Z"}
                """
                        .formatted(sha256);
        topic.publish(0, "key_1", record.getBytes(UTF_8));
        await().until(() -> !keys.of(new WorkspaceId("ws_1")).isEmpty());
    }
}
