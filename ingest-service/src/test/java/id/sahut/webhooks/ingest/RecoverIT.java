package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.FixedPartition;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.testing.TestCluster;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Sending many deliveries again, on a real broker.
class RecoverIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_recover");
    private static final WorkspaceId OTHER = new WorkspaceId("ws_other");
    private static final String TYPE = "message.created";

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller caller;
    private static String key;
    private static String otherKey;

    private WebhookId webhook;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"));
        caller = ApiCaller.start(cluster.settings(settings("history.db", 1_000)));
        key = ApiCaller.newKey(cluster, WORKSPACE);
        otherKey = ApiCaller.newKey(cluster, OTHER);
        caller.awaitKnows(key);
        caller.awaitKnows(otherKey);
    }

    @AfterAll
    static void stop() {
        caller.close();
        cluster.close();
    }

    @BeforeEach
    void webhook() {
        webhook = register(caller);
    }

    @Test
    void whatFailedIsSentAgainAsItWas() {
        List<String> ids = FailedDeliveries.write(cluster, webhook, TYPE, 3);

        JsonNode begun = recover("{\"since\": \"2026-01-01T00:00:00Z\"}");
        assertThat(begun.path("id").asString()).startsWith("rcv_");
        assertThat(begun.path("states").toString()).isEqualTo("[\"failed\"]");
        JsonNode done = awaitState(begun, "done");

        assertThat(done.path("found").asInt()).isEqualTo(3);
        assertThat(done.path("sent").asInt()).isEqualTo(3);
        assertThat(done.path("skipped").asInt()).isZero();
        assertThat(done.path("finished_at").isString()).isTrue();
        assertOnceMore(ids);
        cluster.read(cluster.topics().deliveries()).stream()
                .filter(it -> new String(it.key(), UTF_8).equals(webhook.value()))
                .filter(it -> FailedDeliveries.header(it, DeliveryHeaders.RESEND).isPresent())
                .forEach(it -> {
                    String id =
                            FailedDeliveries.header(it, DeliveryHeaders.DELIVERY_ID).orElseThrow();
                    assertThat(new String(it.value(), UTF_8)).contains(id);
                    assertThat(FailedDeliveries.header(it, DeliveryHeaders.RESEND)).contains("1");
                    assertThat(FailedDeliveries.header(it, DeliveryHeaders.ATTEMPT)).contains("0");
                });
        assertThat(caller.metrics()).contains("sahut_recover_sent_total");
    }

    @Test
    void onlyWhatMatchesIsSentAgain() {
        List<String> failed = FailedDeliveries.write(cluster, webhook, TYPE, 10);
        FailedDeliveries.write(cluster, webhook, "contact.created", 10);
        FailedDeliveries.waiting(cluster, webhook, TYPE, 10);
        FailedDeliveries.write(cluster, register(caller), TYPE, 10);

        JsonNode begun =
                recover(
                        """
                        {"since": "%s", "until": "%s", "states": ["expired"], "event": "%s"}
                        """
                                .formatted(
                                        FailedDeliveries.first().plusSeconds(3),
                                        FailedDeliveries.first().plusSeconds(8),
                                        TYPE));
        awaitState(begun, "done");

        assertOnceMore(failed.subList(3, 8));
    }

    @Test
    void severalStatesMayBeNamed() {
        FailedDeliveries.write(cluster, webhook, TYPE, 2);
        FailedDeliveries.waiting(cluster, webhook, TYPE, 3);

        JsonNode begun =
                recover(
                        """
                        {"since": "2026-01-01T00:00:00Z", "states": ["failed", "waiting"]}
                        """);

        assertThat(awaitState(begun, "done").path("sent").asInt()).isEqualTo(5);
    }

    @Test
    void whatIsNoLongerKeptIsSkipped() {
        List<String> ids = FailedDeliveries.write(cluster, webhook, TYPE, 2);
        var gone = FailedDeliveries.waiting(cluster, register(caller), TYPE, 1).getFirst();
        cluster.write(
                DeliveryRecords.writeExpired(
                        cluster.topics().expired(),
                        Delivery.first(
                                        webhook,
                                        gone.id(),
                                        gone.eventId(),
                                        TYPE,
                                        "ws",
                                        FailedDeliveries.first(),
                                        Optional.empty(),
                                        gone.payload())
                                .from(new RecordPlace(cluster.topics().events(), 3, 9_999)),
                        ExpiryReason.ATTEMPTS,
                        FailedDeliveries.first()));

        JsonNode done = awaitState(recover("{\"since\": \"2026-01-01T00:00:00Z\"}"), "done");

        assertThat(done.path("found").asInt()).isEqualTo(3);
        assertThat(done.path("sent").asInt()).isEqualTo(2);
        assertThat(done.path("skipped").asInt()).isEqualTo(1);
        assertOnceMore(ids);
    }

    @Test
    void aSecondOneHasToWait() {
        disable();
        JsonNode first = recover("{\"since\": \"2026-01-01T00:00:00Z\"}");

        var second = post("{\"since\": \"2026-01-01T00:00:00Z\"}");
        assertThat(ApiCaller.assertError(second, 409, "conflict")).contains("not finished");
        assertThat(Api.data(caller.delete(key, path(first))).path("state").asString())
                .isEqualTo("stopped");
        JsonNode third = recover("{\"since\": \"2026-01-01T00:00:00Z\"}");

        JsonNode list = Api.data(caller.get(key, recoveries()));
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.path(0).path("id")).isEqualTo(third.path("id"));
        assertThat(list.path(1).path("id")).isEqualTo(first.path("id"));
    }

    @Test
    void oneOfADisabledWebhookWaitsAndGoesOn() {
        List<String> ids = FailedDeliveries.write(cluster, webhook, TYPE, 5);
        disable();
        JsonNode begun = recover("{\"since\": \"2026-01-01T00:00:00Z\"}");
        await().during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> state(begun).equals("waiting"));
        assertThat(FailedDeliveries.sentAgain(cluster, webhook)).isEmpty();

        change(true);

        awaitState(begun, "done");
        assertOnceMore(ids);
    }

    @Test
    void oneOfADeletedWebhookIsStopped() {
        disable();
        recover("{\"since\": \"2026-01-01T00:00:00Z\"}");
        cluster.write(WebhookRecords.writeDeleted(cluster.topics().webhooks(), webhook));

        await().atMost(SOON)
                .until(() ->
                        cluster.read(cluster.topics().recoveries()).stream()
                                .filter(it ->
                                        new String(it.key(), UTF_8).startsWith(webhook.value()))
                                .anyMatch(it ->
                                        new String(it.value(), UTF_8)
                                                .contains("\"state\":\"stopped\"")));
    }

    @Test
    void anotherWorkspacesIsAsUnknownAsNone() {
        JsonNode begun = recover("{\"since\": \"2026-01-01T00:00:00Z\"}");
        var theirs = caller.get(otherKey, path(begun));

        assertThat(ApiCaller.assertError(theirs, 404, "not_found"))
                .isEqualTo("There is no such recovery");
        assertThat(caller.get(key, recoveries() + "/rcv_1").body()).isEqualTo(theirs.body());
        assertThat(caller.delete(otherKey, path(begun)).body()).isEqualTo(theirs.body());
        ApiCaller.assertError(caller.get(otherKey, recoveries()), 404, "not_found");
    }

    @Test
    void whatCanNotBeReadIsRefused() {
        ApiCaller.assertError(post("{}"), 400, "bad_request");
        ApiCaller.assertError(post("{\"since\": 3}"), 400, "bad_request");
        for (String wish :
                List.of(
                        "{\"since\": \"yesterday\"}",
                        "{\"since\": \"2026-01-01T00:00:00Z\", \"states\": []}",
                        "{\"since\": \"2026-01-01T00:00:00Z\", \"states\": [\"lost\"]}",
                        "{\"since\": \"2026-01-01T00:00:00Z\", \"event\": \"\"}",
                        "{\"since\": \"2026-01-01T00:00:00Z\", \"event\": \"\\ud800\"}",
                        "{\"since\": \"2026-01-01T00:00:00Z\", \"all\": true}",
                        "{\"since\": \"2026-01-01T00:00:00Z\", \"until\": \"2025-01-01T00:00:00Z\"}")) {
            ApiCaller.assertError(post(wish), 422, "validation_error");
        }
        assertThat(Api.data(caller.get(key, recoveries())).isEmpty()).isTrue();
    }

    @Test
    void whoeverIsShutOutInTheMiddleHasSentNothingTwice() {
        int count = 1_500;
        List<String> ids = FailedDeliveries.write(cluster, webhook, TYPE, count);
        int partition = FixedPartition.of(webhook.value().getBytes(UTF_8), 3);
        JsonNode begun = recover("{\"since\": \"2026-01-01T00:00:00Z\"}");

        for (int sent : List.of(1, 700)) {
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> shown(begun).path("sent").asInt() >= sent);
            try (var usurper =
                    cluster.clients().transactionalProducer("sahut.redrive." + partition, SOON)) {
                usurper.initTransactions();
            }
        }

        assertThat(awaitState(begun, "done").path("sent").asInt()).isEqualTo(count);
        assertThat(caller.metrics()).doesNotContain("sahut_recover_failures_total 0.0");
        assertOnceMore(ids);
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

    private static WebhookId register(ApiCaller caller) {
        return caller.register(key);
    }

    private void disable() {
        change(false);
    }

    private void change(boolean enabled) {
        var answer =
                new Api(HttpClient.newHttpClient(), caller.port(), key)
                        .send("PATCH", "/" + webhook, "{\"enabled\": %s}".formatted(enabled));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> post(String wish) {
        return caller.post(
                key,
                "/v1/webhooks/%s/recover".formatted(webhook),
                wish.getBytes(UTF_8),
                Optional.empty());
    }

    private JsonNode recover(String wish) {
        var answer = post(wish);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Api.data(answer);
    }

    private String recoveries() {
        return "/v1/webhooks/%s/recoveries".formatted(webhook);
    }

    private String path(JsonNode recovery) {
        return recoveries() + "/" + recovery.path("id").asString();
    }

    private JsonNode shown(JsonNode recovery) {
        return Api.data(caller.get(key, path(recovery)));
    }

    private String state(JsonNode recovery) {
        return shown(recovery).path("state").asString();
    }

    private JsonNode awaitState(JsonNode recovery, String state) {
        await().atMost(SOON.multipliedBy(2)).until(() -> state(recovery).equals(state));
        return shown(recovery);
    }

    private void assertOnceMore(List<String> ids) {
        Map<String, Long> again = FailedDeliveries.sentAgain(cluster, webhook);
        assertThat(again.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(Set.copyOf(again.values())).containsExactly(1L);
    }
}
