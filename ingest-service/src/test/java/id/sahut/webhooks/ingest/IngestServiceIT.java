package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.config.BadSettingsException;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.described.DescribedApi;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole service on a real broker, asked over HTTP. Each test has a workspace of its own.
class IngestServiceIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MAX_PER_WORKSPACE = 30;
    private static final String GUIDES_EXAMPLE =
            """
            {
                "url": "https://yourserver.com/sahut-webhook",
                "events": ["message.created", "conversation.resolved"]
              }
            """;

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static Health health;
    private static IngestService service;
    private static ApiKeys keys;
    private static HttpClient http;

    private WorkspaceId workspace;
    private String key;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder);
        health = new Health();
        service =
                IngestService.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.webhooks.max-per-workspace",
                                        "" + MAX_PER_WORKSPACE,
                                        "sahut.rate-limits.wrong-keys",
                                        "100000")),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        health);
        keys =
                new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
        http = DescribedApi.around(HttpClient.newHttpClient());
        await().atMost(SOON).until(() -> health.readiness().isWell());
    }

    @AfterAll
    static void stop() {
        http.close();
        service.close();
        assertThat(service.failure()).isNotDone();
        cluster.close();
    }

    @BeforeEach
    void workspace(TestInfo test) {
        workspace =
                new WorkspaceId("ws_" + Integer.toUnsignedString(test.getDisplayName().hashCode()));
        key = newKey(workspace);
    }

    @Test
    void theGuidesExampleRegistersAWebhook() {
        var answer = post(GUIDES_EXAMPLE);

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode data = json(answer).path("data");
        assertThat(data.propertyNames())
                .containsExactly("id", "url", "events", "secret", "created_at");
        assertThat(data.path("id").asString()).startsWith("wh_");
        assertThat(data.path("url").asString()).isEqualTo("https://yourserver.com/sahut-webhook");
        assertThat(data.path("events").toString())
                .isEqualTo("[\"message.created\",\"conversation.resolved\"]");
        assertThat(data.path("secret").asString()).matches("whsec_.{43}=");
        assertThat(data.path("created_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void aNewWebhookIsThereAtOnceAndShowsNoSecret() {
        String id = register();

        JsonNode shown = json(get("/" + id)).path("data");

        assertThat(shown.path("id").asString()).isEqualTo(id);
        assertThat(shown.propertyNames())
                .containsExactly("id", "url", "events", "enabled", "created_at", "updated_at");
        assertThat(json(get("")).path("data").get(0)).isEqualTo(shown);
    }

    @Test
    void aDeletedWebhookIsGoneAtOnce() {
        String id = register();

        var answer = send("DELETE", "/" + id, key, "");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
        assertError(get("/" + id), 404, "not_found");
        assertError(send("DELETE", "/" + id, key, ""), 404, "not_found");
    }

    @Test
    void theListIsPagedOldestFirst() {
        for (int i = 0; i < 5; i++) {
            register();
        }

        JsonNode page = json(get("?page=2&per_page=2"));

        assertThat(page.path("data").size()).isEqualTo(2);
        assertThat(page.path("meta").toString())
                .isEqualTo("{\"total\":5,\"page\":2,\"per_page\":2,\"total_pages\":3}");
        assertError(get("?per_page=101"), 400, "bad_request");
    }

    @Test
    void anotherWorkspacesWebhookIsAnsweredLikeNone() {
        String id = register();
        String stranger = newKey(new WorkspaceId("ws_stranger"));

        var theirs = send("GET", "/" + id, stranger, "");
        var nobodys = send("GET", "/wh_none", stranger, "");

        assertError(theirs, 404, "not_found");
        assertThat(theirs.body()).isEqualTo(nobodys.body());
        assertThat(send("DELETE", "/" + id, stranger, "").body()).isEqualTo(nobodys.body());
        assertThat(send("GET", "/no%20id", stranger, "").body()).isEqualTo(nobodys.body());
        assertThat(get("/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void aWorkspaceHasOnlySoManyWebhooks() {
        for (int i = 0; i < MAX_PER_WORKSPACE; i++) {
            register();
        }

        var answer = post(GUIDES_EXAMPLE);

        assertError(answer, 422, "validation_error");
        assertThat(answer.body()).contains("30");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"url\": | 400 | bad_request",
                "{\"url\": \"https://a.example.com/\"} | 400 | bad_request",
                "{\"url\": 1, \"events\": []} | 400 | bad_request",
                "{\"url\": \"http://a.example.com/\", \"events\": [\"message.created\"]}"
                        + " | 422 | validation_error",
                "{\"url\": \"https://a.example.com/\", \"events\": []} | 422 | validation_error",
                "{\"url\": \"https://a.example.com/\", \"events\": [\"x\"]}"
                        + " | 422 | validation_error",
                "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"], \"x\": 1}"
                        + " | 422 | validation_error"
            })
    void aBadRegistrationIsRefused(String body, int status, String code) {
        assertError(post(body), status, code);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedHoweverItComes() {
        String large = " ".repeat(64 * 1024) + GUIDES_EXAMPLE;

        assertError(post(large), 413, "payload_too_large");
        var chunked =
                request("")
                        .header("Authorization", "Bearer " + key)
                        .POST(
                                BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(large.getBytes(UTF_8))));
        assertError(answer(chunked), 413, "payload_too_large");
    }

    @Test
    void onlyJsonIsTaken() {
        var form =
                HttpRequest.newBuilder(uri("/v1/webhooks"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(GUIDES_EXAMPLE));

        assertError(answer(form), 415, "unsupported_media_type");
    }

    @Test
    void aCompressedBodyIsRefusedAndToldSo() {
        for (String encoding : new String[] {"gzip", "identity, br", "x"}) {
            var answer = answer(json(encoding).POST(BodyPublishers.ofString(GUIDES_EXAMPLE)));

            assertError(answer, 415, "unsupported_media_type");
            assertThat(answer.body()).contains("Content-Encoding");
            assertThat(answer.headers().firstValue("Accept-Encoding")).contains("identity");
        }
        var plain = answer(json("Identity").POST(BodyPublishers.ofString(GUIDES_EXAMPLE)));
        assertThat(plain.statusCode()).isEqualTo(201);
    }

    private HttpRequest.Builder json(String encoding) {
        return HttpRequest.newBuilder(uri("/v1/webhooks"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding);
    }

    @Test
    void withoutAValidKeyNothingIsTold() {
        for (String path : new String[] {"", "/wh_1"}) {
            var answer = send("GET", path, "sk_live_wrong", "");

            assertError(answer, 401, "unauthorized");
            assertThat(answer.body()).contains("\"Invalid or missing API key\"");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        assertError(answer(request("").GET()), 401, "unauthorized");
        assertError(
                answer(request("").header("Authorization", "Basic " + key).GET()),
                401,
                "unauthorized");
        assertThat(answer(request("").HEAD()).statusCode()).isEqualTo(401);
    }

    @Test
    void aRevokedKeyStopsWithinASecond() {
        var created = keys.create(workspace, "CRM Integration");
        String plain = created.plain().reveal();
        await().atMost(Duration.ofSeconds(1))
                .until(() -> send("GET", "", plain, "").statusCode() == 200);
        assertThat(keys.list()).contains(created.key());

        assertThat(keys.revoke(created.key().id())).isTrue();

        await().atMost(Duration.ofSeconds(1))
                .until(() -> send("GET", "", plain, "").statusCode() == 401);
        assertThat(keys.revoke(created.key().id())).isFalse();
        assertThat(keys.list()).doesNotContain(created.key());
    }

    @Test
    void anUnknownPathIsNotFound() {
        assertError(answer(HttpRequest.newBuilder(uri("/v1/nothing")).GET()), 404, "not_found");
        assertError(answer(HttpRequest.newBuilder(uri("/nothing")).GET()), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT     | ''     | GET, HEAD, POST",
                "OPTIONS | ''     | GET, HEAD, POST",
                "DELETE  | ''     | GET, HEAD, POST",
                "POST    | /wh_1  | GET, HEAD, PUT, PATCH, DELETE",
                "GET     | /wh_1/test | POST",
                "PUT     | /wh_1/rotate-secret | POST"
            })
    void aMethodThatIsNotThereIsToldWhichAre(String method, String path, String allowed) {
        var answer = send(method, path, key, "");

        assertError(answer, 405, "method_not_allowed");
        assertThat(answer.headers().firstValue("Allow").orElseThrow().split(", "))
                .containsExactlyInAnyOrder(allowed.split(", "));
    }

    @Test
    void whatIsNoHttpIsRefusedInTheSameShape() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, UTF_8)).isEqualTo("HTTP/1.1 400");
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .contains("{\"error\":{\"code\":\"bad_request\"", "application/json")
                    .doesNotContain("Jetty");
        }
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        for (var answer :
                new HttpResponse<?>[] {
                    get(""), get("/wh_none"), answer(HttpRequest.newBuilder(uri("/x")).GET())
                }) {
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void healthAndMetricsAreOnTheSameServer() {
        assertThat(answer(HttpRequest.newBuilder(uri("/health/live")).GET()).statusCode())
                .isEqualTo(200);
        assertThat(answer(HttpRequest.newBuilder(uri("/health/ready")).GET()).statusCode())
                .isEqualTo(200);
        assertThat(answer(HttpRequest.newBuilder(uri("/metrics")).GET()).body())
                .contains("sahut_events_total", "sahut_records_lost_total");
    }

    @Test
    void aSecretIsNotInKafkaAsItIs() {
        String secret = json(post(GUIDES_EXAMPLE)).path("data").path("secret").asString();

        assertThat(cluster.read(cluster.topics().webhooks()))
                .filteredOn(it -> it.value() != null)
                .isNotEmpty()
                .noneMatch(it -> new String(it.value(), UTF_8).contains(secret.substring(6)));
    }

    @Test
    void aTakenPortStopsTheStartAndSaysWhatToDo() {
        var settings = cluster.settings(Map.of("sahut.http.port", "" + service.port()));

        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("port " + service.port());
    }

    @Test
    void aMissingEncryptionKeyStopsTheStartAndSaysWhatToSet() {
        var settings = cluster.settings(Map.of("sahut.encryption-key", ""));

        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("SAHUT_ENCRYPTION_KEY");
    }

    private static void start(id.sahut.webhooks.common.config.Settings settings) {
        IngestService.start(
                        settings,
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        new Health())
                .close();
    }

    private String register() {
        return json(post(GUIDES_EXAMPLE)).path("data").path("id").asString();
    }

    private static String newKey(WorkspaceId workspace) {
        String plain = keys.create(workspace, "test").plain().reveal();
        await().atMost(SOON).until(() -> send("GET", "", plain, "").statusCode() == 200);
        return plain;
    }

    private HttpResponse<String> post(String body) {
        return send("POST", "", key, body);
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, key, "");
    }

    private static HttpResponse<String> send(String method, String path, String key, String body) {
        return answer(
                request(path)
                        .header("Authorization", "Bearer " + key)
                        .method(method, BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri("/v1/webhooks" + path))
                .header("Content-Type", "application/json; charset=utf-8");
    }

    private static HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode error = json(answer).path("error");
        assertThat(error.propertyNames()).containsExactly("code", "message", "status");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(error.path("message").asString()).isNotBlank();
    }
}
