package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.described.DescribedApi;
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
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// API keys and their limits on two instances of the service with one broker. Each test has a
/// workspace, and a client's address behind the proxy, of its own.
class ApiKeysIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int STARTER = 5;
    private static final int WRONG_KEYS = 4;
    private static final int MAX_PER_WORKSPACE = 3;

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static PrometheusMeterRegistry meters;
    private static IngestService one;
    private static IngestService other;
    private static ApiKeys keys;
    private static HttpClient http;
    private static int tests;

    private WorkspaceId workspace;
    private String client;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder);
        keys =
                new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
        http = DescribedApi.around(HttpClient.newHttpClient());
        meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        one = service(meters);
        other = service(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    @AfterAll
    static void stop() {
        http.close();
        one.close();
        other.close();
        cluster.close();
    }

    @BeforeEach
    void workspace(TestInfo test) {
        workspace =
                new WorkspaceId("ws_" + Integer.toUnsignedString(test.getDisplayName().hashCode()));
        client = "198.51.100." + ++tests;
    }

    @Test
    void aNewKeyIsShownOnceAndWorksAtOnce() {
        String key = newKey(Plan.PRO);

        var answer = post(key, "{\"label\": \"CRM Integration\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode made = json(answer).path("data");
        assertThat(made.propertyNames())
                .containsExactly("id", "label", "hint", "plan", "created_at", "key");
        assertThat(made.path("key").asString()).matches("sk_live_[0-9A-Za-z]{40}");
        assertThat(made.path("plan").asString()).isEqualTo("pro");
        JsonNode list = json(get(one, made.path("key").asString()));
        assertThat(list.path("meta").path("total").asInt()).isEqualTo(2);
        JsonNode shown = list.path("data").get(1);
        assertThat(shown.propertyNames())
                .containsExactly("id", "label", "hint", "plan", "created_at", "last_used_at");
        assertThat(shown.path("id")).isEqualTo(made.path("id"));
        assertThat(list.toString()).doesNotContain(made.path("key").asString());
    }

    @Test
    void aKeyThatWasNeverUsedDoesNotSayWhen() {
        String key = newKey(Plan.BUSINESS);
        post(key, "{\"label\": \"never\"}");

        JsonNode data = json(get(one, key)).path("data");

        assertThat(data.get(0).has("last_used_at")).isTrue();
        assertThat(data.get(1).has("last_used_at")).isFalse();
    }

    @Test
    void aRevokedKeyStopsWithinASecondEverywhere() {
        String key = newKey(Plan.BUSINESS);
        JsonNode made = json(post(key, "{\"label\": \"leaked\"}")).path("data");
        String leaked = made.path("key").asString();
        await().atMost(SECOND).until(() -> get(other, leaked).statusCode() == 200);

        var answer = delete(key, made.path("id").asString());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(get(one, leaked).statusCode()).isEqualTo(401);
        await().atMost(SECOND)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> get(other, leaked).statusCode() == 401);
        assertThat(delete(key, made.path("id").asString()).statusCode()).isEqualTo(404);
    }

    @Test
    void aKeyMayRevokeItself() {
        String key = newKey(Plan.BUSINESS);
        String id = json(get(one, key)).path("data").get(0).path("id").asString();

        assertThat(delete(key, id).statusCode()).isEqualTo(204);

        assertThat(get(one, key).statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyInPlaceOfAnIdIsNotLogged() {
        String key = newKey(Plan.BUSINESS);
        var lines = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger("id.sahut.webhooks.ingest.http.AccessLog");
        Level before = log.getLevel();
        lines.start();
        log.setLevel(Level.INFO);
        log.addAppender(lines);
        try {
            assertThat(delete(key, key).statusCode()).isEqualTo(404);
            assertThat(answer(request(one, "/nothing/" + key, key).GET()).statusCode())
                    .isEqualTo(404);

            await().until(() -> lines.list.size() >= 2);
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .noneMatch(it -> it.contains(key))
                    .anyMatch(it -> it.contains("path=/v1/api-keys/{id} "))
                    .anyMatch(it -> it.contains("path=/v1/api-keys/nothing/sk_live_... "));
        } finally {
            log.detachAppender(lines);
            log.setLevel(before);
        }
    }

    @Test
    void anotherWorkspacesKeyIsAnsweredLikeNone() {
        String key = newKey(Plan.BUSINESS);
        String id = json(get(one, key)).path("data").get(0).path("id").asString();
        String stranger = created(new WorkspaceId("ws_stranger"), Plan.BUSINESS);

        var theirs = delete(stranger, id);

        assertThat(theirs.statusCode()).isEqualTo(404);
        assertThat(theirs.body()).isEqualTo(delete(stranger, "key_none").body());
        assertThat(theirs.body()).isEqualTo(delete(stranger, "no%20id").body());
        assertThat(get(one, key).statusCode()).isEqualTo(200);
    }

    @Test
    void aWorkspaceHasOnlySoManyKeys() {
        String key = newKey(Plan.BUSINESS);
        for (int i = 1; i < MAX_PER_WORKSPACE; i++) {
            assertThat(post(key, "{\"label\": \"more\"}").statusCode()).isEqualTo(201);
        }

        var answer = post(key, "{\"label\": \"too many\"}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("validation_error", "3 API keys");
    }

    @Test
    void aWishThatIsNoneIsRefused() {
        String key = newKey(Plan.BUSINESS);

        assertThat(post(key, "{}").statusCode()).isEqualTo(400);
        assertThat(post(key, "{\"label\": \"\"}").statusCode()).isEqualTo(422);
        assertThat(post(key, "{\"label\": \"a\", \"plan\": \"pro\"}").body()).contains("'plan'");
    }

    @Test
    void aKeyIsHeldToItsPlanAndOthersAreNot() {
        String key = newKey(Plan.STARTER);
        String busy = created(workspace, Plan.STARTER);
        int before = STARTER - 1; // one was used up while waiting for the key
        for (int left = before - 1; left >= 0; left--) {
            var answer = get(one, busy);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "RateLimit-Limit")).isEqualTo("" + STARTER);
            assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("" + left);
        }

        var answer = get(one, busy);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(json(answer).path("error").path("code").asString()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(header(answer, "Retry-After"))).isBetween(1, 60);
        assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("0");
        assertThat(get(one, key).statusCode()).isEqualTo(200);
        assertThat(meters.scrape()).contains("sahut_http_rate_limited_total{limit=\"key\"}");
    }

    @Test
    void anAddressMayBeWrongOnlySoOftenButARightKeyIsLetIn() {
        String key = newKey(Plan.BUSINESS);
        client = "203.0.113.77";
        for (int i = 0; i < WRONG_KEYS; i++) {
            assertThat(get(one, "sk_live_wrong").statusCode()).isEqualTo(401);
        }

        var answer = get(one, "sk_live_wrong");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(header(answer, "Retry-After"))).isBetween(1, 60);
        assertThat(get(one, key).statusCode()).isEqualTo(200);
        client = "6.6.6.6, 203.0.113.77"; // what it invents does not help
        assertThat(get(one, "sk_live_wrong").statusCode()).isEqualTo(429);
        client = "203.0.113.78";
        assertThat(get(one, "sk_live_wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void whenAKeyWasUsedOutlivesTheService() {
        String key = newKey(Plan.BUSINESS);
        var shortLived = service(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        String unused =
                json(post(key, "{\"label\": \"used elsewhere\"}"))
                        .path("data")
                        .path("key")
                        .asString();
        await().atMost(SOON).until(() -> get(shortLived, unused).statusCode() == 200);

        shortLived.close();

        await().atMost(SOON)
                .until(() -> json(get(one, key)).path("data").get(1).has("last_used_at"));
    }

    private static IngestService service(PrometheusMeterRegistry meters) {
        var health = new Health();
        var service =
                IngestService.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.api-keys.max-per-workspace",
                                        "" + MAX_PER_WORKSPACE,
                                        "sahut.rate-limits.starter",
                                        "" + STARTER,
                                        "sahut.rate-limits.wrong-keys",
                                        "" + WRONG_KEYS,
                                        "sahut.http.trusted-proxies",
                                        "127.0.0.0/8")),
                        meters,
                        health);
        await().atMost(SOON).until(() -> health.readiness().isWell());
        return service;
    }

    @Test
    void anOperatorsKeyMakesKeysAndWebhooksForAnyWorkspace() {
        String operator = keys.create(workspace, "back end", Plan.PRO, true).plain().reveal();
        await().atMost(SOON).until(() -> get(one, operator).statusCode() == 200);
        assertThat(json(get(one, operator)).path("data").get(0).path("operator").asBoolean())
                .isTrue();
        String theirs = workspace + "b";

        var made = post(operator, "{\"label\": \"a\", \"workspace_id\": \"%s\"}".formatted(theirs));

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode key = json(made).path("data");
        assertThat(key.has("operator")).isFalse();
        var webhook =
                answer(
                        webhooks(operator)
                                .POST(
                                        BodyPublishers.ofString(
                                                """
                                                {"url": "https://example.com/", "events": ["message.created"], "workspace_id": "%s"}
                                                """
                                                        .formatted(theirs))));
        assertThat(webhook.statusCode()).as(webhook.body()).isEqualTo(201);
        String id = json(webhook).path("data").path("id").asString();
        var seen = json(answer(webhooks(key.path("key").asString()).GET())).path("data");
        assertThat(seen.size()).isEqualTo(1);
        assertThat(seen.get(0).path("id").asString()).isEqualTo(id);
        assertThat(json(answer(webhooks(operator).GET())).path("data").isEmpty()).isTrue();
    }

    @Test
    void anyOtherKeyMayNameItsOwnWorkspaceOnly() {
        String key = newKey(Plan.PRO);

        var theirs = post(key, "{\"label\": \"a\", \"workspace_id\": \"ws_other\"}");
        var own = post(key, "{\"label\": \"a\", \"workspace_id\": \"%s\"}".formatted(workspace));

        assertThat(ApiCaller.assertError(theirs, 403, "forbidden"))
                .isEqualTo(
                        "This key is for %s: only an operator's may name another workspace"
                                .formatted(workspace));
        assertThat(own.statusCode()).isEqualTo(201);
    }

    private HttpRequest.Builder webhooks(String key) {
        var uri = "http://127.0.0.1:%d/v1/webhooks".formatted(one.port());
        return HttpRequest.newBuilder(URI.create(uri))
                .header("X-Forwarded-For", client)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key);
    }

    private String newKey(Plan plan) {
        return created(workspace, plan);
    }

    /// A key that works, used once.
    private String created(WorkspaceId workspace, Plan plan) {
        String plain = keys.create(workspace, "test", plan, false).plain().reveal();
        await().atMost(SOON).until(() -> get(one, plain).statusCode() == 200);
        return plain;
    }

    private HttpResponse<String> get(IngestService service, String key) {
        return answer(request(service, "", key).GET());
    }

    private HttpResponse<String> post(String key, String body) {
        return answer(request(one, "", key).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String key, String id) {
        return answer(request(one, "/" + id, key).DELETE());
    }

    private HttpRequest.Builder request(IngestService service, String path, String key) {
        var uri = "http://127.0.0.1:%d/v1/api-keys%s".formatted(service.port(), path);
        return HttpRequest.newBuilder(URI.create(uri))
                .header("X-Forwarded-For", client)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key);
    }

    private static HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
