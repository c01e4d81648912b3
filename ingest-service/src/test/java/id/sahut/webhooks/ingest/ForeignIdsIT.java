package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.described.Description;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Every described route that takes an id, asked with ids of every kind: nobody can learn from an
/// answer, or from the time that it took, that another workspace has something.
class ForeignIdsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger EVENTS = new AtomicInteger();
    private static final int WARM_UP = 50;

    /// Of each of three kinds of id; with the warm-up fewer than a key may ask per minute.
    private static final int ROUNDS = 200;

    /// Five standard deviations: eleven routes and three pairs each don't get there by chance.
    private static final double STRAY = 0.15;

    private static final String WEBHOOK =
            "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"]}";

    private static final String WISH = "{\"since\": \"2026-11-27T08:00:00Z\"}";
    private static final String RECOVERIES = "/recoveries/";

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static IngestService service;
    private static ApiKeys keys;
    private static HttpClient http;

    /// What the caller could have been told, could have guessed, or could have made up. Immutable.
    private record ForeignIds(String theirs, String random, String malformed) {}

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"));
        var health = new Health();
        service =
                IngestService.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.history.enabled",
                                        "true",
                                        "sahut.history.url",
                                        "jdbc:sqlite:" + folder.resolve("history.db"))),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        health);
        keys =
                new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
        http = HttpClient.newHttpClient();
        await().atMost(SOON).until(() -> health.readiness().isWell());
    }

    @AfterAll
    static void stop() {
        http.close();
        service.close();
        cluster.close();
    }

    static Stream<String> routesWithAnId() {
        return Description.load().operations().keySet().stream().filter(it -> it.contains("{id}"));
    }

    @ParameterizedTest
    @MethodSource("routesWithAnId")
    void onlyOnesOwnIdMakesADifference(String route) {
        String mine = newKey("ws_mine");
        String theirs = newKey("ws_theirs");
        ForeignIds foreign = foreignIds(route, theirs);

        var expected = ask(route, foreign.random, mine);
        assertThat(expected.statusCode()).isEqualTo(404);
        Stream.concat(Stream.of(foreign.theirs, foreign.malformed), otherMalformedIds())
                .forEach(id -> {
                    var answer = ask(route, id, mine);
                    assertThat(answer.statusCode()).as(id).isEqualTo(404);
                    assertThat(answer.body()).as(id).isEqualTo(expected.body());
                    assertThat(telling(answer)).as(id).isEqualTo(telling(expected));
                });
        assertThat(ask(route, newId(route, mine), mine).statusCode()).isBetween(200, 299);
        assertThat(ask(route, foreign.theirs, theirs).statusCode())
                .as("it was there all the time")
                .isBetween(200, 299);
    }

    @ParameterizedTest
    @MethodSource("routesWithAnId")
    void aForeignIdTakesAsLongAsNone(String route) {
        long seed = RandomGenerator.getDefault().nextLong();
        String mine = newKey("ws_mine");
        ForeignIds foreign = foreignIds(route, newKey("ws_theirs"));
        for (int i = 0; i < WARM_UP; i++) {
            ask(route, foreign.random, mine);
        }
        var theirs = new Timings("another workspace's");
        var random = new Timings("random");
        var malformed = new Timings("malformed");
        List<Runnable> asked =
                Arrays.asList(
                        () -> theirs.time(() -> ask(route, foreign.theirs, mine)),
                        () -> random.time(() -> ask(route, foreign.random, mine)),
                        () -> malformed.time(() -> ask(route, foreign.malformed, mine)));

        var dice = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            Collections.shuffle(asked, dice);
            asked.forEach(Runnable::run);
        }

        for (var it : List.of(theirs, malformed)) {
            double share = it.longerThan(random);
            System.out.printf(
                    "  %s: %s, %s: longer in %.2f of pairs, seed %d%n",
                    route, it, random, share, seed);
            assertThat(share).as("%s, seed %d", it, seed).isBetween(0.5 - STRAY, 0.5 + STRAY);
        }
    }

    /// As long as each other, so that nothing but what they lead to tells them apart.
    private static ForeignIds foreignIds(String route, String theirKey) {
        String theirs = newId(route, theirKey);
        return new ForeignIds(
                theirs,
                theirs.substring(0, theirs.length() - 8) + "0A0B0C0D",
                theirs.substring(0, theirs.length() - 1) + "-");
    }

    private static Stream<String> otherMalformedIds() {
        return Stream.of(
                "1", "wh_", "key_", "wh_%20", "%C3%A9", "%22'%3B--", "wh_" + "a".repeat(300));
    }

    /// A new webhook, API key or delivery of the key's own workspace.
    private static String newId(String route, String key) {
        if (route.contains("{recovery}")) {
            String webhook = newThing("/v1/webhooks", key);
            var begun = ask("POST /v1/webhooks/{id}/recover", webhook, key, WISH);
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            return webhook
                    + RECOVERIES
                    + JsonMapper.shared().readTree(begun.body()).path("data").path("id").asString();
        }
        return route.contains("/deliveries/{id}") ? newDelivery(key) : newThing(route, key);
    }

    private static String newThing(String route, String key) {
        boolean isKey = route.contains("/api-keys/");
        var answer =
                isKey
                        ? ask("POST /v1/api-keys", "", key, "{\"label\": \"to be revoked\"}")
                        : ask("POST /v1/webhooks", "", key, WEBHOOK);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JsonMapper.shared().readTree(answer.body()).path("data").path("id").asString();
    }

    private static String newDelivery(String key) {
        var webhook = new WebhookId(newThing("/v1/webhooks", key));
        var event = new EventId("evt_" + EVENTS.incrementAndGet());
        DeliveryId id = DerivedIds.delivery(event, webhook);
        cluster.write(
                DeliveryRecords.write(
                        cluster.topics().deliveries(),
                        Delivery.first(
                                webhook,
                                id,
                                event,
                                "message.created",
                                "ws",
                                Instant.parse("2026-11-27T08:00:00Z"),
                                Optional.empty(),
                                "{}".getBytes(UTF_8))));
        await().atMost(SOON)
                .until(() -> ask("GET /v1/deliveries/{id}", id.value(), key).statusCode() == 200);
        return id.value();
    }

    private static String newKey(String workspace) {
        String plain = keys.create(new WorkspaceId(workspace), "test").plain().reveal();
        await().atMost(SOON)
                .until(() -> ask("GET /v1/webhooks", "", plain, "").statusCode() == 200);
        return plain;
    }

    /// All headers but those that differ between any two answers. `Connection` says whether the
    /// request's body had arrived in time.
    private static Map<String, List<String>> telling(HttpResponse<?> answer) {
        var headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeIf(it -> it.matches("(?i)date|connection|ratelimit-remaining"));
        return headers;
    }

    private static HttpResponse<String> ask(String route, String id, String key) {
        String body = route.endsWith("/recover") ? WISH : "{}";
        return ask(route, id, key, route.matches("(GET|DELETE) .*") ? "" : body);
    }

    /// Where there are two ids, both are in one; anything else stands for both.
    private static String path(String route, String id) {
        return route.contains("{recovery}")
                ? route.replace(
                        "{id}" + RECOVERIES + "{recovery}",
                        id.contains(RECOVERIES) ? id : id + RECOVERIES + id)
                : route.replace("{id}", id);
    }

    private static HttpResponse<String> ask(String route, String id, String key, String body) {
        String[] parts = route.split(" ", 2);
        String path = path(parts[1], id);
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d%s".formatted(service.port(), path)))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(parts[0], BodyPublishers.ofString(body));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
