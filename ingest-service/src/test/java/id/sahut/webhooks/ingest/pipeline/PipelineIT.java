package id.sahut.webhooks.ingest.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each test has a cluster of its own: what one leaves behind would be another's state.
final class PipelineIT {

    private static final byte[] KEY = "wh_1".getBytes(UTF_8);

    private final AtomicLong skippedNanos = new AtomicLong();

    @TempDir private Path folder;
    private TestCluster cluster;
    private Pipeline pipeline;

    @BeforeEach
    void start() {
        cluster = TestCluster.start(folder, "5s,30s");
        pipeline = open(InstantSource.system());
    }

    @AfterEach
    void stop() {
        pipeline.close();
        cluster.close();
    }

    @Test
    void whereNothingRunsNothingIsDoneAndThatIsAProblem() throws PipelineUnknown {
        PipelineState state = pipeline.look();

        assertThat(state.groups())
                .extracting(PipelineState.Group::name, PipelineState.Group::lag)
                .containsExactly(
                        tuple("sahut.fan-out", 0L),
                        tuple("sahut.dispatcher", 0L),
                        tuple("sahut.retry-scheduler", 0L),
                        tuple("sahut.redrive", 0L));
        assertThat(state.problems())
                .containsExactly(
                        new PipelineState.Problem.GroupEmpty("sahut.fan-out"),
                        new PipelineState.Problem.GroupEmpty("sahut.dispatcher"),
                        new PipelineState.Problem.GroupEmpty("sahut.retry-scheduler"));
        assertThat(state.flow().eventsPerSecond()).isZero();
        assertThat(state.flow().allAttemptsPerSecond()).isZero();
        assertThat(state.failing()).isEmpty();
    }

    @Test
    void whatIsPublishedAndNotDoneIsLag() throws Exception {
        String events = cluster.topics().events();
        for (int i = 0; i < 60; i++) {
            cluster.write(new ProducerRecord<>(events, i % 12, KEY, new byte[10]));
        }
        commit("sahut.fan-out", events, 0, 4);

        PipelineState state = pipeline.look();

        assertThat(state.flow().eventsPerSecond()).isEqualTo(2);
        var fanOut = state.groups().getFirst();
        assertThat(fanOut.lag()).isEqualTo(56);
        assertThat(fanOut.oldest()).hasValueSatisfying(it -> assertThat(it).isBefore(state.at()));
    }

    @Test
    void whatWaitsInATierIsCountedAndWhatIsLateIsAProblem() throws Exception {
        String tier = "sahut.deliveries.delay.5s";
        for (int i = 0; i < 3; i++) {
            cluster.write(new ProducerRecord<>(tier, 1, KEY, new byte[10]));
        }
        commit("sahut.retry-scheduler", tier, 1, 1);
        Instant before = Instant.now();

        PipelineState state = pipeline.look();

        var five = state.tiers().getFirst();
        assertThat(five.tier()).isEqualTo("5s");
        assertThat(five.parked()).isEqualTo(2);
        assertThat(pipeline.look()).isSameAs(state); // within a second
        skippedNanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(pipeline.look().tiers()).isEqualTo(state.tiers());
        assertThat(five.nextDue())
                .hasValueSatisfying(it ->
                        assertThat(it).isBetween(before.minusSeconds(10), before.plusSeconds(5)));
        assertThat(state.tiers().get(1))
                .isEqualTo(new PipelineState.Tier("30s", 0, Optional.empty(), 0));

        try (var later =
                open(InstantSource.offset(InstantSource.system(), Duration.ofMinutes(5)))) {
            PipelineState late = later.look();
            assertThat(late.tiers().getFirst().overdue()).isEqualTo(2);
            assertThat(late.problems())
                    .last()
                    .isInstanceOfSatisfying(
                            PipelineState.Problem.TierOverdue.class,
                            it -> {
                                assertThat(it.tier()).isEqualTo("5s");
                                assertThat(it.by())
                                        .isBetween(
                                                Duration.ofSeconds(290), Duration.ofSeconds(300));
                            });
        }
    }

    @Test
    void whatWasGivenUpInATransactionWaitsForNobody() throws Exception {
        String tier = "sahut.deliveries.delay.30s";
        try (var producer =
                cluster.clients().transactionalProducer("test", Duration.ofSeconds(10))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(tier, 0, KEY, new byte[10])).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(tier, 1, KEY, new byte[10])).get();
            producer.commitTransaction();
        }
        commit("sahut.retry-scheduler", tier, 1, 1); // its marker is all that is left

        assertThat(pipeline.look().tiers().get(1).parked()).isZero();
    }

    @Test
    void attemptsTellOfTheFlowAndOfEndpoints() throws PipelineUnknown {
        for (int i = 0; i < 30; i++) {
            cluster.write(attempt("wh_fine", "delivered", 20));
        }
        for (int i = 0; i < 15; i++) {
            cluster.write(attempt("wh_bad", "refused", 500));
        }
        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().attempts(), KEY, "no attempt".getBytes(UTF_8)));

        PipelineState state = pipeline.look();

        assertThat(state.flow().attemptsPerSecond())
                .isEqualTo(new TreeMap<>(Map.of("delivered", 1.0, "refused", 0.5)));
        assertThat(state.failing())
                .extracting(it -> it.webhook().value(), PipelineState.Endpoint::failed)
                .containsExactly(tuple("wh_bad", 15));
        assertThat(state.slowest())
                .extracting(it -> it.webhook().value())
                .containsExactly("wh_bad", "wh_fine");
    }

    @Test
    void whoOwnsWhatIsTold() throws Exception {
        for (int partition = 0; partition < 12; partition++) {
            commit("sahut.dispatcher", cluster.topics().due(), partition, 0);
        }
        try (var dispatcher =
                cluster.clients().groupConsumer("sahut.dispatcher", Duration.ofMillis(50), 10)) {
            dispatcher.subscribe(List.of(cluster.topics().due()));
            await().until(() -> {
                dispatcher.poll(Duration.ofMillis(50));
                return dispatcher.assignment().size() == 12;
            });

            var group = pipeline.look().groups().get(1);

            assertThat(group.members()).hasSize(1);
            assertThat(group.members().getFirst().host()).isEqualTo("127.0.0.1");
            assertThat(group.members().getFirst().owns())
                    .isEqualTo(
                            Map.of(
                                    cluster.topics().due(),
                                    IntStream.range(0, 12).boxed().toList()));
            assertThat(pipeline.look().problems())
                    .doesNotContain(new PipelineState.Problem.GroupEmpty("sahut.dispatcher"));
        }
    }

    @Test
    void aMissingTopicIsAProblem() throws Exception {
        try (var admin = cluster.clients().admin()) {
            admin.deleteTopics(List.of(cluster.topics().due())).all().get();
        }

        await().ignoreExceptions() // a look in the middle of it
                .untilAsserted(() ->
                        assertThat(pipeline.look().problems())
                                .contains(
                                        new PipelineState.Problem.TopicMissing(
                                                cluster.topics().due())));
    }

    @Test
    void withoutKafkaNothingIsKnownAndLaterAllIsAgain() throws PipelineUnknown {
        assertThat(pipeline.look().problems()).hasSize(3);
        cluster.stopBroker();

        await().untilAsserted(() ->
                assertThatThrownBy(pipeline::look)
                        .isInstanceOf(PipelineUnknown.class)
                        .hasMessageContaining("Kafka"));

        cluster.startBroker();
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(pipeline.look().problems()).hasSize(3));
    }

    private Pipeline open(InstantSource clock) {
        return Pipeline.open(
                new Pipeline.Wiring(
                        cluster.clients(),
                        cluster.topics(),
                        RetryTiers.parse("5s,30s"),
                        clock,
                        () -> System.nanoTime() + skippedNanos.get()));
    }

    private void commit(String group, String topic, int partition, long offset) throws Exception {
        try (var admin = cluster.clients().admin()) {
            admin.alterConsumerGroupOffsets(
                            group,
                            Map.of(
                                    new TopicPartition(topic, partition),
                                    new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    private ProducerRecord<byte[], byte[]> attempt(String webhook, String outcome, long tookMs) {
        return new AttemptRecord(
                        "dlv_1",
                        "evt_1",
                        "message.created",
                        webhook,
                        "ws_1",
                        1,
                        outcome,
                        null,
                        outcome,
                        Instant.now(),
                        tookMs,
                        null,
                        "none",
                        null,
                        0,
                        null,
                        null)
                .write(cluster.topics().attempts());
    }
}
