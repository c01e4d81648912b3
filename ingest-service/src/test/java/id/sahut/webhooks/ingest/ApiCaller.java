package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.described.DescribedApi;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running service and somebody who asks it over HTTP. Safe for any thread.
final class ApiCaller implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient http = DescribedApi.around(HttpClient.newHttpClient());
    private final Health health = new Health();
    private final IngestService service;

    private ApiCaller(Settings settings) {
        this.service =
                IngestService.start(
                        settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), health);
    }

    /// Returns when the service is ready.
    static ApiCaller start(Settings settings) {
        var caller = new ApiCaller(settings);
        caller.awaitReady();
        return caller;
    }

    /// A key of the workspace, that services on this cluster know a moment later.
    static String newKey(TestCluster cluster, WorkspaceId workspace) {
        return new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom())
                .create(workspace, "test")
                .plain()
                .reveal();
    }

    void awaitReady() {
        await().atMost(SOON).until(() -> health.readiness().isWell());
    }

    int port() {
        return service.port();
    }

    void awaitKnows(String key) {
        await().atMost(SOON).until(() -> get(key, "/v1/webhooks").statusCode() == 200);
    }

    /// A webhook of the guide's example.
    WebhookId register(String key) {
        var made =
                post(key, "/v1/webhooks", BodyPublishers.ofString(Api.EXAMPLE), Optional.empty());
        return new WebhookId(Api.data(made).path("id").asString());
    }

    HttpResponse<String> get(String key, String path) {
        return answer(request(key, path).GET());
    }

    HttpResponse<String> delete(String key, String path) {
        return answer(request(key, path).DELETE());
    }

    HttpResponse<String> post(String key, String path, byte[] body, Optional<String> idempotency) {
        return post(key, path, BodyPublishers.ofByteArray(body), idempotency);
    }

    HttpResponse<String> post(
            String key, String path, BodyPublisher body, Optional<String> idempotency) {
        var request = request(key, path).POST(body);
        idempotency.ifPresent(it -> request.header("Idempotency-Key", it));
        return answer(request);
    }

    /// Events, one in each line.
    HttpResponse<String> postLines(String key, byte[] lines, Optional<String> idempotency) {
        var request =
                request(key, "/v1/events")
                        .setHeader("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofByteArray(lines));
        idempotency.ifPresent(it -> request.header("Idempotency-Key", it));
        return answer(request);
    }

    String metrics() {
        return answer(HttpRequest.newBuilder(uri("/metrics"))).body();
    }

    boolean isWell() {
        return health.liveness().isWell() && !service.failure().isDone();
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    /// @return the error's message
    static String assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode error = json(answer).path("error");
        assertThat(error.propertyNames()).containsExactly("code", "message", "status");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(error.path("message").asString()).isNotBlank();
        return error.path("message").asString();
    }

    @Override
    public void close() {
        http.close();
        service.close();
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }
}
