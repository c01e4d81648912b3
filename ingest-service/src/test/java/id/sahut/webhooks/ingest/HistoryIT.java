package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the API tells of deliveries, on a real broker; what the dispatcher would write is written
/// by hand.
class HistoryIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_history");
    private static final WorkspaceId OTHER = new WorkspaceId("ws_other");
    private static final Instant PUBLISHED = Instant.parse("2026-11-27T08:00:00Z");
    private static final AtomicInteger EVENTS = new AtomicInteger();

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller caller;
    private static String key;
    private static String otherKey;

    private WebhookId webhook;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"), "5s,30s");
        caller = ApiCaller.start(cluster.settings(history("history.db")));
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
        webhook = new WebhookId(register(key));
    }

    @Test
    void aDeliveryIsToldAsItLives() {
        Delivery delivery = fannedOut(PUBLISHED);
        assertThat(shownAs(delivery, "waiting").path("attempt_count").asInt()).isZero();

        JsonNode request = shownAs(delivery, "waiting").path("request");
        assertThat(request.path("body").asString()).isEqualTo("{}");
        assertThat(request.path("body_missing").isNull()).isTrue();
        assertThat(request.path("headers").path("X-Sahut-Delivery").asString())
                .isEqualTo(delivery.id().value());

        Delivery failed = attempted(delivery, 503, "retry", "5s");
        cluster.write(DeliveryRecords.write(delay("5s"), failed));
        JsonNode retrying = shownAs(delivery, "retrying");
        assertThat(retrying.path("status").asInt()).isEqualTo(503);
        assertThat(retrying.path("attempts").path(0).path("response").asString())
                .isEqualTo("answer 503");
        assertThat(Instant.parse(retrying.path("next_attempt_at").asString()))
                .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(6));

        var _ = attempted(failed, 200, "none", null);
        JsonNode delivered = shownAs(delivery, "delivered");
        assertThat(delivered.path("attempts")).hasSize(2);
        assertThat(delivered.path("attempt_count").asInt()).isEqualTo(2);
        assertThat(delivered.path("next_attempt_at").isNull()).isTrue();
        assertThat(delivered.path("created_at").asString()).isEqualTo("2026-11-27T08:00:00Z");
    }

    @Test
    void pagesFollowEachOtherFromTheNewestToTheOldest() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            ids.addFirst(fannedOut(PUBLISHED.plusSeconds(i / 3 * 60L)).id().value());
        }
        await().atMost(SOON).until(() -> list("").path("meta").path("total").asInt() == 25);

        var seen = new ArrayList<String>();
        String after = "";
        do {
            JsonNode page = list("?per_page=7" + after);
            page.path("data").forEach(it -> seen.add(it.path("id").asString()));
            JsonNode next = page.path("meta").path("next");
            after = next.isNull() ? "" : "&after=" + next.asString();
        } while (!after.isEmpty());

        assertThat(seen).hasSameElementsAs(ids).doesNotHaveDuplicates();
        List<String> times = new ArrayList<>();
        list("?per_page=100")
                .path("data")
                .forEach(it -> times.add(it.path("created_at").asString()));
        assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void aListIsFilteredByEverythingThatItIsSaidToBe() {
        Delivery waiting = fannedOut(PUBLISHED);
        Delivery delivered = fannedOut(PUBLISHED.plusSeconds(60));
        var _ = attempted(delivered, 204, "none", null);
        Delivery failed = fannedOut(PUBLISHED.plusSeconds(120));
        Delivery afterwards = attempted(failed, 502, "expired", null);
        cluster.write(
                DeliveryRecords.writeExpired(
                        cluster.topics().expired(),
                        afterwards,
                        ExpiryReason.ATTEMPTS,
                        Instant.now()));
        Delivery deferred = fannedOut(PUBLISHED.plusSeconds(180)).deferred(Instant.now());
        cluster.write(DeliveryRecords.writeDeferred(delay("30s"), deferred, "disabled"));
        shownAs(deferred, "deferred");
        shownAs(failed, "failed");

        assertThat(ids("?state=waiting")).containsExactly(waiting.id().value());
        assertThat(ids("?state=delivered")).containsExactly(delivered.id().value());
        assertThat(ids("?state=failed")).containsExactly(failed.id().value());
        assertThat(ids("?state=deferred")).containsExactly(deferred.id().value());
        assertThat(ids("?status=502")).containsExactly(failed.id().value());
        assertThat(ids("?status=2xx")).containsExactly(delivered.id().value());
        assertThat(ids("?event=message.created")).hasSize(4);
        assertThat(ids("?event=contact.created")).isEmpty();
        assertThat(ids("?from=2026-11-27T08:01:00Z&to=2026-11-27T08:03:00Z"))
                .containsExactly(failed.id().value(), delivered.id().value());
        assertThat(ids("?event_id=" + failed.eventId())).containsExactly(failed.id().value());
        JsonNode shown = shownAs(deferred, "deferred");
        assertThat(shown.path("reason").asString()).isEqualTo("disabled");
        assertThat(shown.path("message").asString()).contains("the webhook is disabled");
    }

    @Test
    void whatIsErasedStaysSoAlsoInAHistoryThatIsMadeAnew() {
        Delivery delivery = fannedOut(PUBLISHED);
        var _ = attempted(delivery, 200, "none", null);
        shownAs(delivery, "delivered");

        var other = caller.delete(otherKey, "/v1/deliveries/%s/content".formatted(delivery.id()));
        assertThat(other.statusCode()).isEqualTo(404);
        var erased = caller.delete(key, "/v1/deliveries/%s/content".formatted(delivery.id()));
        assertThat(erased.statusCode()).isEqualTo(200);
        assertThat(erased.body()).contains("retention");

        assertErased(caller, delivery);
        try (var another = ApiCaller.start(cluster.settings(history("after-erasure.db")))) {
            another.awaitKnows(key);
            await().atMost(SOON)
                    .until(() -> state(another, delivery).equals(Optional.of("delivered")));
            await().atMost(SOON).untilAsserted(() -> assertErased(another, delivery));
        }
    }

    private static void assertErased(ApiCaller caller, Delivery delivery) {
        JsonNode shown = Api.data(caller.get(key, "/v1/deliveries/" + delivery.id()));
        assertThat(shown.path("state").asString()).isEqualTo("delivered");
        assertThat(shown.path("request").path("body").isNull()).isTrue();
        assertThat(shown.path("request").path("body_missing").asString()).contains("erased");
        assertThat(shown.path("attempts")).hasSize(1);
        assertThat(shown.path("attempts").path(0).path("response").isNull()).isTrue();
    }

    @Test
    void statisticsCountWhatCameOfAttemptsAndDeliveries() {
        for (int i = 0; i < 3; i++) {
            var _ = attempted(fannedOut(PUBLISHED.plusSeconds(i)), 200, "none", null);
        }
        Delivery failed = fannedOut(PUBLISHED);
        var _ = attempted(failed, 500, "retry", "5s");
        shownAs(failed, "retrying");
        String query = "?from=2026-11-27T07:00:00Z&to=2026-11-27T09:00:00Z&step=30m";

        JsonNode published = Api.data(caller.get(key, stats(query)));
        JsonNode attempted = Api.data(caller.get(key, stats("")));

        assertThat(published.path("deliveries").path("delivered").asInt()).isEqualTo(3);
        assertThat(published.path("deliveries").path("retrying").asInt()).isEqualTo(1);
        assertThat(published.path("steps")).hasSize(4);
        assertThat(published.path("steps").path(2).path("deliveries").path("delivered").asInt())
                .isEqualTo(3);
        assertThat(published.path("success_rate").isNull()).isTrue();
        assertThat(attempted.path("attempts").path("delivered").asInt()).isEqualTo(3);
        assertThat(attempted.path("attempts").path("refused").asInt()).isEqualTo(1);
        assertThat(attempted.path("success_rate").asDouble()).isEqualTo(0.75);
        assertThat(attempted.path("duration_ms").path("p95").asInt()).isEqualTo(20);
        assertThat(attempted.path("steps")).hasSizeBetween(24, 25);
    }

    @ParameterizedTest
    @CsvSource({"step=x, step must be a duration"})
    void statisticsThatCantBeReadAreRefusedWithWhatCan(String query, String why) {
        var answer = caller.get(key, stats("?" + query));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    @ParameterizedTest
    @CsvSource({
        "deliveries?after=!, after must be the next",
        "deliveries?from=yesterday, from must be a time",
        "deliveries?to=2024, to must be a time",
        "stats?from=2000-12-09T06:38:18%2B19:28, from must be a time",
        "stats?step=1s, step must be from 1m to 7d",
        "stats?from=2026-11-27T07:00:00Z&to=2026-11-27T07:00:00Z, from must be before to",
        "stats?from=2026-01-01T00:00:00Z&to=2026-11-27T07:00:00Z&step=1m, at most 1000 are told"
    })
    void whatCanBeReadAndIsNotToldIsSaidWithWhatIs(String query, String why) {
        var answer = caller.get(key, "/v1/webhooks/%s/%s".formatted(webhook, query));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void aWebhookWhoseLatestAttemptsAllFailedIsFailingSinceTheFirstOfThem() {
        assertThat(health().path("state").asString()).isEqualTo("healthy");
        var _ = attempted(fannedOut(PUBLISHED), 200, "none", null);
        Delivery delivery = fannedOut(PUBLISHED);
        for (int i = 0; i < 4; i++) {
            delivery = attempted(delivery, 500, "retry", "5s");
        }
        shownAs(delivery, "retrying");
        await().atMost(SOON)
                .until(() ->
                        Api.data(caller.get(key, "/v1/deliveries/" + first()))
                                        .path("attempts")
                                        .size()
                                == 4);
        assertThat(health().path("state").asString()).isEqualTo("healthy");

        var _ = attempted(delivery, 503, "retry", "30s");

        await().atMost(SOON).until(() -> health().path("state").asString().equals("failing"));
        JsonNode failing = health();
        assertThat(failing.path("last_failure").path("status").asInt()).isEqualTo(503);
        assertThat(failing.path("since").asString()).startsWith("20");
        assertThat(
                        JsonMapper.shared()
                                .readTree(caller.get(key, "/v1/webhooks?per_page=100").body())
                                .path("data")
                                .valueStream()
                                .filter(it -> it.path("id").asString().equals(webhook.value()))
                                .map(it -> it.path("health").path("state").asString()))
                .containsExactly("failing");
    }

    @ParameterizedTest
    @CsvSource({
        "state=broken, state must be one of",
        "status=99, status must be a code",
        "per_page=101, per_page must be",
        "event=, event must be an event type",
        "event_id=%20, event_id must be"
    })
    void whatCantBeAskedIsSaidWithWhatCan(String query, String why) {
        var answer = caller.get(key, path("?" + query));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void anotherWorkspacesDeliveriesAreAsUnknownAsNone() {
        Delivery delivery = fannedOut(PUBLISHED);
        shownAs(delivery, "waiting");
        String next = cursorOf(delivery);

        var theirs = caller.get(otherKey, "/v1/deliveries/" + delivery.id());
        var none = caller.get(otherKey, "/v1/deliveries/dlv_none");
        assertThat(theirs.statusCode()).isEqualTo(404);
        assertThat(theirs.body()).isEqualTo(none.body());
        assertThat(caller.get(otherKey, path("")).statusCode()).isEqualTo(404);

        String otherWebhook = register(otherKey);
        var forged =
                caller.get(
                        otherKey,
                        "/v1/webhooks/%s/deliveries?after=%s".formatted(otherWebhook, next));
        assertThat(forged.statusCode()).isEqualTo(200);
        assertThat(forged.body()).doesNotContain(delivery.id().value());
    }

    @Test
    void aHistoryThatIsDroppedIsMadeAnewFromTheTopics() {
        Delivery delivery = fannedOut(PUBLISHED);
        var _ = attempted(delivery, 200, "none", null);
        shownAs(delivery, "delivered");

        try (var another = ApiCaller.start(cluster.settings(history("another.db")))) {
            another.awaitKnows(key);
            await().atMost(SOON)
                    .until(() -> state(another, delivery).equals(Optional.of("delivered")));
        }
    }

    @Test
    void aCorruptFileIsSetAsideAndMadeAnewWhileTheRestGoesOn() throws IOException {
        Delivery delivery = fannedOut(PUBLISHED);
        var _ = attempted(delivery, 200, "none", null);
        Path file = folder.resolve("corrupt.db");
        Files.writeString(file, "this is no database, and was never meant to be one\n".repeat(100));

        try (var another = ApiCaller.start(cluster.settings(history("corrupt.db")))) {
            another.awaitKnows(key);
            assertThat(another.get(key, "/v1/webhooks").statusCode()).isEqualTo(200);
            await().atMost(SOON)
                    .until(() -> state(another, delivery).equals(Optional.of("delivered")));
        }
        assertThat(folder.resolve("corrupt.db.corrupt")).exists();
    }

    @Test
    void withoutADatabaseEverythingElseIsAnsweredAndHealthSaysWhatIsWrong() {
        try (var another =
                ApiCaller.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.history.enabled", "true",
                                        "sahut.history.url",
                                                "jdbc:postgresql://127.0.0.1:1/none")))) {
            another.awaitKnows(key);

            assertThat(another.get(key, "/v1/webhooks").statusCode()).isEqualTo(200);
            var answer = another.get(key, path(""));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            await().atMost(SOON)
                    .until(() -> another.get(key, "/health/ready").body().contains("degraded"));
            var health = another.get(key, "/health/ready");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"history\":").contains("127.0.0.1:1 refused");
        }
    }

    @Test
    void operatorsSeeHowFarTheHistoryHasRead() throws Exception {
        shownAs(fannedOut(PUBLISHED), "waiting");
        try (var admin = cluster.clients().admin()) {
            var groups = new HashSet<String>();
            admin.listGroups().all().get().forEach(it -> groups.add(it.groupId()));
            assertThat(groups).anyMatch(it -> it.matches("sahut\\.history\\.[0-9a-f]{8}"));
        }
    }

    private static Map<String, String> history(String file) {
        return Map.of(
                "sahut.history.enabled",
                "true",
                "sahut.history.url",
                "jdbc:sqlite:" + folder.resolve(file));
    }

    private static String register(String key) {
        return Api.data(
                        caller.post(
                                key, "/v1/webhooks", Api.EXAMPLE.getBytes(UTF_8), Optional.empty()))
                .path("id")
                .asString();
    }

    private Delivery fannedOut(Instant published) {
        var event = new EventId("evt_" + EVENTS.incrementAndGet());
        var delivery =
                Delivery.first(
                        webhook,
                        DerivedIds.delivery(event, webhook),
                        event,
                        "message.created",
                        WORKSPACE.value(),
                        published,
                        Optional.empty(),
                        "{}".getBytes(UTF_8));
        cluster.write(DeliveryRecords.write(cluster.topics().deliveries(), delivery));
        return delivery;
    }

    private static Delivery attempted(
            Delivery delivery, int status, String next, @Nullable String tier) {
        cluster.write(
                new AttemptRecord(
                                delivery.id().value(),
                                delivery.eventId().value(),
                                "message.created",
                                delivery.webhookId().value(),
                                WORKSPACE.value(),
                                delivery.attempt() + 1,
                                status / 100 == 2 ? "delivered" : "refused",
                                status,
                                "answered " + status,
                                Instant.now(),
                                20,
                                "answer " + status,
                                next,
                                tier,
                                delivery.resend(),
                                delivery.createdAt(),
                                null)
                        .write(cluster.topics().attempts()));
        return delivery.failed(new Delivery.LastFailure(Optional.of(status), "refused"));
    }

    private static String delay(String tier) {
        return cluster.topics().delayPrefix() + tier;
    }

    private static JsonNode shownAs(Delivery delivery, String state) {
        await().atMost(SOON).until(() -> state(caller, delivery).equals(Optional.of(state)));
        return Api.data(caller.get(key, "/v1/deliveries/" + delivery.id()));
    }

    private static Optional<String> state(ApiCaller caller, Delivery delivery) {
        var answer = caller.get(key, "/v1/deliveries/" + delivery.id());
        return answer.statusCode() == 200
                ? Optional.of(Api.data(answer).path("state").asString())
                : Optional.empty();
    }

    private static String cursorOf(Delivery delivery) {
        return new Cursor(
                        delivery.createdAt().toEpochMilli() + 1,
                        delivery.id().value().getBytes(UTF_8))
                .text();
    }

    private String stats(String query) {
        return "/v1/webhooks/%s/stats%s".formatted(webhook, query);
    }

    private JsonNode health() {
        return Api.data(caller.get(key, "/v1/webhooks/" + webhook)).path("health");
    }

    /// The one of its deliveries that is being retried.
    private String first() {
        return ids("?state=retrying").getFirst();
    }

    private String path(String query) {
        return "/v1/webhooks/%s/deliveries%s".formatted(webhook, query);
    }

    private JsonNode list(String query) {
        return JsonMapper.shared().readTree(caller.get(key, path(query)).body());
    }

    private List<String> ids(String query) {
        var ids = new ArrayList<String>();
        list(query).path("data").forEach(it -> ids.add(it.path("id").asString()));
        return ids;
    }
}
