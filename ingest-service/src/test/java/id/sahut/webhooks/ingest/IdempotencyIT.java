package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// Events that are sent again, to two services on one broker. Each test has an idempotency key of
/// its own.
class IdempotencyIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller one;
    private static ApiCaller other;
    private static String key;

    private String idempotencyKey;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder);
        key = ApiCaller.newKey(cluster, WORKSPACE);
        one = ApiCaller.start(cluster.settings(Map.of()));
        other = ApiCaller.start(cluster.settings(Map.of()));
        one.awaitKnows(key);
        other.awaitKnows(key);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        cluster.close();
    }

    @BeforeEach
    void idempotencyKey(TestInfo test) {
        idempotencyKey = "key/" + test.getDisplayName();
    }

    @Test
    void aRepeatHasTheSameIdAndIsNotPublishedTwice() {
        String id = id(post(one, "a"));

        assertThat(id(post(one, "a"))).isEqualTo(id);
        assertThat(id(post(one, "a"))).isEqualTo(id);
        assertThat(published("a")).containsExactly(id);
    }

    @Test
    void anotherBodyUnderTheSameKeyIsAConflict() {
        String id = id(post(one, "a"));

        ApiCaller.assertError(post(one, "b"), 409, "conflict");
        ApiCaller.assertError(post(other, "b"), 409, "conflict");
        assertThat(id(post(one, "a"))).isEqualTo(id);
        assertThat(published("b")).isEmpty();
    }

    @Test
    void aRepeatAtAnotherServiceHasTheSameIdAtOnce() {
        for (int i = 0; i < 20; i++) {
            String text = "a" + i;
            idempotencyKey = "key/at-once/" + i;
            String id = id(post(one, text));

            assertThat(id(post(other, text))).isEqualTo(id);
            assertThat(published(text)).containsExactly(id);
        }
    }

    @Test
    void aServiceThatIsStartedLaterKnowsTheKeys() {
        String id = id(post(one, "a"));

        try (var later = ApiCaller.start(cluster.settings(Map.of()))) {
            assertThat(id(post(later, "a"))).isEqualTo(id);
            ApiCaller.assertError(post(later, "b"), 409, "conflict");
        }
        assertThat(published("a")).containsExactly(id);
    }

    @Test
    void manyAtOnceAtBothServicesAreOneEvent() throws Exception {
        for (int round = 0; round < 5; round++) {
            String text = "race " + round;
            idempotencyKey = "key/race/" + round;
            var requests = new ArrayList<Callable<String>>();
            for (int i = 0; i < 8; i++) {
                ApiCaller service = i % 2 == 0 ? one : other;
                requests.add(() -> id(post(service, text)));
            }
            var ids = new ArrayList<String>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var answer : threads.invokeAll(requests)) {
                    ids.add(answer.get());
                }
            }
            assertThat(ids).hasSize(8).containsOnly(ids.getFirst());
            assertThat(published(text)).containsExactly(ids.getFirst());
            assertThat(lastClaim())
                    .as("what compaction will leave")
                    .contains(ids.getFirst(), "\"published\":true");
        }
    }

    @Test
    void whatAServiceLeftBetweenClaimingAndPublishingIsPublishedUnderItsId() throws Exception {
        byte[] body = event("left");
        claim(
                """
                {"event_id":"evt_left","body_sha256":"%s","published":false,"at":"%s"}\
                """
                        .formatted(sha256(body), Instant.now().minusSeconds(60)));

        assertThat(id(post(one, "left"))).isEqualTo("evt_left");
        assertThat(id(post(other, "left"))).isEqualTo("evt_left");
        assertThat(published("left")).containsExactly("evt_left");
    }

    @Test
    void aKeyOfYesterdayCountsNoMore() throws Exception {
        claim(
                """
                {"event_id":"evt_old","body_sha256":"%s","published":true,"at":"%s"}\
                """
                        .formatted(
                                sha256(event("other")),
                                Instant.now().minusSeconds(24 * 60 * 60 + 60)));

        assertThat(id(post(one, "new"))).isNotEqualTo("evt_old");
    }

    @Test
    void theTopicHoldsNeitherTheKeyNorTheBody() {
        post(one, "a secret text");

        assertThat(cluster.read(cluster.topics().idempotencyKeys()))
                .isNotEmpty()
                .allSatisfy(it -> {
                    assertThat(new String(it.key(), UTF_8)).matches("[0-9a-f]{64}");
                    assertThat(new String(it.value(), UTF_8))
                            .doesNotContain("secret text", idempotencyKey, "ws_1");
                });
        assertThat(one.metrics()).contains("sahut_idempotency_keys ");
    }

    private void claim(String value) throws Exception {
        var place =
                cluster.write(
                        new ProducerRecord<>(
                                cluster.topics().idempotencyKeys(),
                                sha256(("ws_1 " + idempotencyKey).getBytes(UTF_8)).getBytes(UTF_8),
                                value.getBytes(UTF_8)));
        assertThat(place.hasOffset()).isTrue();
    }

    private String lastClaim() throws Exception {
        String hash = sha256(("ws_1 " + idempotencyKey).getBytes(UTF_8));
        return cluster.read(cluster.topics().idempotencyKeys()).stream()
                .filter(it -> new String(it.key(), UTF_8).equals(hash))
                .map(it -> new String(it.value(), UTF_8))
                .reduce("", (_, it) -> it);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private HttpResponse<String> post(ApiCaller service, String text) {
        return service.post(key, "/v1/events", event(text), Optional.of(idempotencyKey));
    }

    private byte[] event(String text) {
        return """
        {"event":"message.created","timestamp":"2024-03-15T08:30:00Z",
         "workspace_id":"ws_1","data":{"key":"%s","text":"%s"}}\
        """
                .formatted(idempotencyKey, text)
                .getBytes(UTF_8);
    }

    private static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return ApiCaller.json(answer).path("data").path("event_id").asString();
    }

    /// The ids under which this test's event is in Kafka.
    private List<String> published(String text) {
        byte[] body = event(text);
        return cluster.read(cluster.topics().events()).stream()
                .filter(it -> java.util.Arrays.equals(it.value(), body))
                .map(it -> new String(it.headers().lastHeader("event-id").value(), UTF_8))
                .toList();
    }
}
