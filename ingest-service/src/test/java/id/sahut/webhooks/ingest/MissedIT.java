package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Events that made no delivery for a webhook are made up for, on a real broker.
class MissedIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CREATED = "message.created";
    private static final String RESOLVED = "conversation.resolved";
    private static final String WISH =
            "{\"since\": \"2026-01-01T00:00:00Z\", \"states\": [\"missed\"]}";
    private static final AtomicInteger WORKSPACES = new AtomicInteger();

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller caller;

    private String workspace = "";
    private String key = "";

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"));
        caller = ApiCaller.start(cluster.settings(settings("history.db", 1_000)));
    }

    @AfterAll
    static void stop() {
        caller.close();
        cluster.close();
    }

    @BeforeEach
    void workspace() {
        workspace = "ws_missed" + WORKSPACES.incrementAndGet();
        key = ApiCaller.newKey(cluster, new WorkspaceId(workspace));
        caller.awaitKnows(key);
    }

    @Test
    void whatWasPublishedBeforeAWebhookWasThereIsDeliveredOnce() {
        publish(CREATED, 30);
        publish(RESOLVED, 5);
        publishFor("ws_other", CREATED, 5);
        awaitFannedOut();
        Instant before = Instant.now();
        WebhookId webhook = register(CREATED);

        JsonNode done = awaitDone(caller, webhook, recover(webhook, WISH));

        assertThat(done.path("states").toString()).isEqualTo("[\"missed\"]");
        assertThat(done.path("found").asInt()).isEqualTo(30);
        assertThat(done.path("sent").asInt()).isEqualTo(30);
        assertThat(times(webhook)).hasSize(30).allSatisfy((_, times) -> assertThat(times).isOne());
        cluster.read(cluster.topics().deliveries()).stream()
                .filter(it -> new String(it.key(), UTF_8).equals(webhook.value()))
                .forEach(it -> {
                    assertThat(new String(it.value(), UTF_8)).contains(workspace, CREATED);
                    assertThat(FailedDeliveries.header(it, DeliveryHeaders.RESEND)).contains("1");
                    assertThat(FailedDeliveries.header(it, DeliveryHeaders.ATTEMPT)).contains("0");
                    assertThat(
                                    Instant.parse(
                                            FailedDeliveries.header(it, DeliveryHeaders.CREATED_AT)
                                                    .orElseThrow()))
                            .isBefore(before);
                });

        JsonNode again = awaitDone(caller, webhook, recover(webhook, WISH));
        assertThat(again.path("found").asInt()).isZero();
        assertThat(times(webhook)).hasSize(30).allSatisfy((_, times) -> assertThat(times).isOne());
    }

    @Test
    void whatItWasNotSubscribedToIsDeliveredIfItIsNow() {
        WebhookId webhook = register(RESOLVED);
        publish(CREATED, 7);
        publish(RESOLVED, 3);
        awaitFannedOut();
        assertThat(
                        new Api(HttpClient.newHttpClient(), caller.port(), key)
                                .send(
                                        "PATCH",
                                        "/" + webhook,
                                        "{\"events\": [\"%s\", \"%s\"]}"
                                                .formatted(CREATED, RESOLVED))
                                .statusCode())
                .isEqualTo(200);

        JsonNode done =
                awaitDone(
                        caller,
                        webhook,
                        recover(
                                webhook,
                                "{\"since\": \"2026-01-01T00:00:00Z\", \"states\": [\"missed\"], \"event\": \"%s\"}"
                                        .formatted(CREATED)));

        assertThat(done.path("sent").asInt()).isEqualTo(7);
        assertThat(times(webhook)).hasSize(10).allSatisfy((_, times) -> assertThat(times).isOne());
    }

    @Test
    void whatWasGivenUpBecauseItWasDisabledIsDeliveredAndWhatFailedIsNot() {
        WebhookId webhook = register(CREATED);
        var deliveries = FailedDeliveries.waiting(cluster, webhook, CREATED, 4);
        expire(deliveries.get(0), ExpiryReason.DISABLED);
        expire(deliveries.get(1), ExpiryReason.DISABLED);
        expire(deliveries.get(2), ExpiryReason.ATTEMPTS);

        JsonNode done = awaitDone(caller, webhook, recover(webhook, WISH));

        assertThat(done.path("found").asInt()).isEqualTo(2);
        assertThat(FailedDeliveries.sentAgain(cluster, webhook).keySet())
                .containsExactlyInAnyOrder(
                        deliveries.get(0).id().value(), deliveries.get(1).id().value());
    }

    @Test
    void whoeverGoesOnAfterAnotherMakesNoneTwiceAndLeavesNoneOut() {
        int count = 400;
        publish(CREATED, count);
        awaitFannedOut();
        WebhookId webhook = register(CREATED);
        String recovery;
        try (var slow = ApiCaller.start(cluster.settings(settings("slow.db", 100)))) {
            slow.awaitKnows(key);
            // The partition of the webhook's recoveries may be either's.
            recovery = recover(webhook, WISH);
            await().atMost(SOON).until(() -> times(webhook).size() >= 50);
        }
        caller.close();
        caller = ApiCaller.start(cluster.settings(settings("fresh.db", 1_000)));
        caller.awaitKnows(key);

        JsonNode done = awaitDone(caller, webhook, recovery);

        assertThat(done.path("sent").asInt()).isEqualTo(count);
        assertThat(times(webhook))
                .hasSize(count)
                .allSatisfy((_, times) -> assertThat(times).isOne());
    }

    private void expire(Delivery delivery, ExpiryReason reason) {
        cluster.write(
                DeliveryRecords.writeExpired(
                        cluster.topics().expired(),
                        delivery,
                        reason,
                        Instant.now().minus(Duration.ofHours(1))));
    }

    private void publish(String type, int count) {
        publishFor(workspace, type, count);
    }

    private static void publishFor(String workspace, String type, int count) {
        for (int i = 0; i < count; i++) {
            cluster.write(
                    new ProducerRecord<>(
                            cluster.topics().events(),
                            ("conv_" + i).getBytes(UTF_8),
                            """
                            {"event": "%s", "workspace_id": "%s", "timestamp": "2026-11-27T08:00:00Z",
                             "data": {"number": %d}}
                            """
                                    .formatted(type, workspace, i)
                                    .getBytes(UTF_8)));
        }
    }

    /// Whoever registers now gets none of what was published by now.
    private static void awaitFannedOut() {
        try (var admin = cluster.clients().admin()) {
            var partitions = new HashMap<TopicPartition, OffsetSpec>();
            String topic = cluster.topics().events();
            admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .flatMap(it -> it.partitions().stream())
                    .forEach(it ->
                            partitions.put(
                                    new TopicPartition(topic, it.partition()),
                                    OffsetSpec.latest()));
            var ends = admin.listOffsets(partitions).all().get();
            await().atMost(SOON)
                    .until(() -> {
                        var committed =
                                admin.listConsumerGroupOffsets("sahut.fan-out")
                                        .partitionsToOffsetAndMetadata()
                                        .get();
                        return ends.entrySet().stream()
                                .filter(it -> it.getValue().offset() > 0)
                                .allMatch(it ->
                                        committed.containsKey(it.getKey())
                                                && committed.get(it.getKey()).offset()
                                                        >= it.getValue().offset());
                    });
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("the cluster does not say so", e);
        }
    }

    private WebhookId register(String type) {
        return new WebhookId(
                Api.data(
                                caller.post(
                                        key,
                                        "/v1/webhooks",
                                        """
                                        {"url": "https://example.com/hook", "events": ["%s"]}
                                        """
                                                .formatted(type)
                                                .getBytes(UTF_8),
                                        Optional.empty()))
                        .path("id")
                        .asString());
    }

    /// @return its path
    private String recover(WebhookId webhook, String wish) {
        var answer =
                caller.post(
                        key,
                        "/v1/webhooks/%s/recover".formatted(webhook),
                        wish.getBytes(UTF_8),
                        Optional.empty());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return "/v1/webhooks/%s/recoveries/%s"
                .formatted(webhook, Api.data(answer).path("id").asString());
    }

    private JsonNode awaitDone(ApiCaller asked, WebhookId webhook, String recovery) {
        await().atMost(SOON)
                .until(() -> {
                    var answer = asked.get(key, recovery);
                    return answer.statusCode() == 200
                            && Api.data(answer).path("state").asString().equals("done");
                });
        JsonNode done = Api.data(asked.get(key, recovery));
        assertThat(done.path("webhook_id").asString()).isEqualTo(webhook.value());
        return done;
    }

    /// How often each of a webhook's deliveries was made.
    private static Map<String, Integer> times(WebhookId webhook) {
        var times = new HashMap<String, Integer>();
        cluster.read(cluster.topics().deliveries()).stream()
                .filter(it -> new String(it.key(), UTF_8).equals(webhook.value()))
                .forEach(it ->
                        times.merge(
                                FailedDeliveries.header(it, DeliveryHeaders.DELIVERY_ID)
                                        .orElseThrow(),
                                1,
                                Integer::sum));
        return times;
    }

    private static Map<String, String> settings(String file, int rate) {
        return Map.of(
                "sahut.history.enabled",
                "true",
                "sahut.history.url",
                "jdbc:sqlite:" + folder.resolve(file),
                "sahut.redrive.rate",
                Integer.toString(rate));
    }
}
