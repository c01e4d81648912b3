package id.sahut.webhooks.acceptance.garbage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.process.KafkaTools;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Whatever a group's offsets say, the services go on from there. Every delivery fails once and is
/// accepted when it is tried again, so that all groups have something to read.
@EnabledIfSystemProperty(named = "sahut.acceptance.long", matches = "true")
final class OffsetsIT {

    private static final Map<String, List<String>> TOPICS_OF_GROUPS =
            Map.of(
                    "sahut.fan-out",
                    List.of(Stage.EVENTS),
                    "sahut.dispatcher",
                    List.of("sahut.deliveries", "sahut.deliveries.due"),
                    "sahut.retry-scheduler",
                    List.of("sahut.deliveries.delay.1s", "sahut.deliveries.delay.5s"));
    private static final int EVENTS = 30;
    private static final int BACK = 3;
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void groupsGoOnFromWhereverTheyAreSet() {
        try (var services = Services.withTopics()) {
            var running = start(services);
            try (var stage = new Stage(services.bootstrap(), running.getFirst().httpPort())) {
                Subscription webhook = stage.subscribe("/offsets", Script.byAttempt(500, 204));
                publish(stage, webhook, EVENTS);
                awaitAccepted(stage, webhook, EVENTS, it -> it == 1);
                awaitAllRead(stage);
                stop(running);

                reset(services, "--to-earliest");
                running = start(services);
                awaitAccepted(stage, webhook, EVENTS, it -> it >= 2);
                awaitAllRead(stage);
                stop(running);

                int before = stage.receiver().posts(webhook.path()).size();
                commitWithForeignMetadata(stage);
                running = start(services);
                await("what was read before is sent again")
                        .atMost(SOON)
                        .until(() -> stage.receiver().posts(webhook.path()).size() > before);
                awaitAllRead(stage);
                stop(running);

                publish(stage, webhook, EVENTS);
                reset(services, "--to-latest");
                running = start(services);
                publish(stage, webhook, 1);
                awaitAccepted(stage, webhook, EVENTS + 1, it -> it >= 1);
                awaitAllRead(stage);
                assertThat(accepted(stage, webhook))
                        .as("what was skipped by hand is not sent")
                        .hasSize(EVENTS + 1);

                running.forEach(it -> assertThat(it.process().isAlive()).isTrue());
                stop(running);
            }
        }
    }

    private static List<Services.Running> start(Services services) {
        var running = Services.ALL.stream().map(services::start).toList();
        running.forEach(Services.Running::awaitReady);
        return running;
    }

    private static void stop(List<Services.Running> running) {
        running.forEach(Services.Running::stop);
    }

    private static void publish(Stage stage, Subscription webhook, int events) {
        for (int i = 0; i < events; i++) {
            var _ = stage.publish(stage.newMessage(webhook.workspace()));
        }
        stage.awaitAcknowledged();
    }

    private static void reset(Services services, String where) {
        for (String group : TOPICS_OF_GROUPS.keySet()) {
            var answer =
                    KafkaTools.consumerGroups(
                            services.bootstrap(),
                            "--group",
                            group,
                            "--reset-offsets",
                            where,
                            "--all-topics",
                            "--execute");
            assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
            assertThat(answer.out()).contains(group);
        }
    }

    /// As much of it as Kafka takes.
    private static void commitWithForeignMetadata(Stage stage) {
        List<String> foreign =
                List.of(
                        "noise",
                        "{\"offset\":\"latest\"}",
                        "\u0000\uffff".repeat(500),
                        "A".repeat(4_096));
        for (String group : TOPICS_OF_GROUPS.keySet()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            stage.kafka()
                    .committed(group)
                    .forEach((partition, at) ->
                            offsets.put(
                                    partition,
                                    new OffsetAndMetadata(
                                            Math.max(0, at.offset() - BACK),
                                            foreign.get(offsets.size() % foreign.size()))));
            stage.kafka().commit(group, offsets);
        }
    }

    private static void awaitAccepted(
            Stage stage, Subscription webhook, int deliveries, IntPredicate times) {
        await("%d deliveries are accepted".formatted(deliveries))
                .atMost(SOON)
                .until(
                        () -> accepted(stage, webhook),
                        it ->
                                it.size() == deliveries
                                        && it.values().stream().allMatch(n -> times.test(n)));
    }

    /// How often each delivery was.
    private static Map<String, Integer> accepted(Stage stage, Subscription webhook) {
        return stage.receiver().posts(webhook.path()).stream()
                .filter(Post::isAccepted)
                .collect(Collectors.toMap(Post::deliveryId, _ -> 1, Integer::sum));
    }

    private static void awaitAllRead(Stage stage) {
        TOPICS_OF_GROUPS.forEach((group, topics) ->
                await(group + " has read everything")
                        .atMost(SOON)
                        .until(() -> stage.kafka().lag(group, topics), Map::isEmpty));
    }
}
