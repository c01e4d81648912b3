package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class KafkaAwayIT {

    private static final String WEBHOOK =
            "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"]}";

    private static final Duration WRITE_ANSWERED = Duration.ofSeconds(5);
    private static final Duration READ_ANSWERED = Duration.ofSeconds(1);
    private static final Duration BACK = Duration.ofSeconds(30);
    private static final int WRITES = 100;
    private static final int WORKSPACES = 10;

    private final Health health = new Health();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient http =
            DescribedApi.around(
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    private final TestCluster cluster;
    private final List<String> keys;
    private final IngestService service;

    KafkaAwayIT(@TempDir Path folder) {
        this.cluster = TestCluster.start(folder);
        var apiKeys =
                new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
        this.keys =
                IntStream.range(0, WORKSPACES)
                        .mapToObj(it -> apiKeys.create(new WorkspaceId("ws_" + it), "test"))
                        .map(it -> it.plain().reveal())
                        .toList();
        this.service =
                IngestService.start(
                        cluster.settings(Map.of("sahut.rate-limits.business", "1000000")),
                        meters,
                        health);
    }

    @BeforeEach
    void everyWorkspaceHasAWebhook() throws Exception {
        await().atMost(BACK).until(() -> health.readiness().isWell());
        for (String key : keys) {
            assertThat(create(key).statusCode()).isEqualTo(201);
        }
    }

    @AfterEach
    void stop() {
        http.close();
        service.close();
        cluster.close();
    }

    @Test
    void aWriteIsUnavailableReadsGoOnAndNothingDies() throws Exception {
        String key = keys.getFirst();
        String id = webhooks(key).get("data").get(0).get("id").asString();
        cluster.stopBroker();

        var created = timed(() -> create(key));
        assertUnavailable(created);
        assertUnavailable(timed(() -> send(request(key, "/webhooks/" + id).DELETE())));
        var rotated = timed(() -> rotate(key, id));
        assertUnavailable(rotated);
        assertThat(rotated.answer.body()).contains("nobody has", "overlap_seconds 0");

        assertThat(send(request(key, "/webhooks/" + id).GET()).statusCode()).isEqualTo(200);
        assertThat(webhooks(key).get("meta").get("total").asInt()).isEqualTo(1);
        assertThat(health.liveness().problems()).isEmpty();
        await().atMost(BACK).until(() -> kafkaUp() == 0);
        assertThat(health.readiness().problems()).isEmpty();
        assertThat(service.failure()).isNotDone();
    }

    @Test
    void manyWritesAtOnceAreAllAnsweredSoonAndKeepNoReadWaiting() throws Exception {
        cluster.stopBroker();
        List<CompletableFuture<Timed>> writes =
                IntStream.range(0, WRITES)
                        .mapToObj(it -> keys.get(it % WORKSPACES))
                        .map(key ->
                                CompletableFuture.supplyAsync(
                                        () -> timed(() -> create(key)),
                                        task -> Thread.ofVirtual().start(task)))
                        .toList();
        var reads = new ArrayList<Timed>();
        while (!writes.stream().allMatch(CompletableFuture::isDone)) {
            reads.add(timed(() -> send(request(keys.getFirst(), "/webhooks").GET())));
        }
        writes.forEach(it -> assertUnavailable(it.join()));
        assertThat(reads)
                .allSatisfy(it -> {
                    assertThat(it.answer.statusCode()).isEqualTo(200);
                    assertThat(it.took).isLessThan(READ_ANSWERED);
                });
        System.out.printf(
                "%d writes without Kafka took %d ms at most, %d reads meanwhile %d ms%n",
                WRITES,
                slowest(writes.stream().map(CompletableFuture::join).toList()),
                reads.size(),
                slowest(reads));
    }

    @Test
    void onceKafkaIsBackEverythingGoesOnWithoutARestart() throws Exception {
        String key = keys.getFirst();
        cluster.stopBroker();
        assertUnavailable(timed(() -> create(key)));
        await().atMost(BACK).until(() -> kafkaUp() == 0);
        cluster.startBroker();

        await().atMost(BACK).until(() -> kafkaUp() == 1);
        assertThat(health.readiness().problems()).isEmpty();
        await().atMost(BACK).until(() -> create(key).statusCode() == 201);
        assertThat(webhooks(key).get("meta").get("total").asInt()).isGreaterThan(1);
        String other = keys.getLast();
        String id = webhooks(other).get("data").get(0).get("id").asString();
        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().events(),
                        """
                        {"event": "message.created", "timestamp": "2026-05-01T12:00:00Z",
                         "workspace_id": "ws_%d", "data": {}}\
                        """
                                .formatted(WORKSPACES - 1)
                                .getBytes(UTF_8)));
        await().atMost(BACK)
                .untilAsserted(() ->
                        assertThat(cluster.read(cluster.topics().deliveries()))
                                .extracting(it -> new String(it.key(), UTF_8))
                                .containsExactly(id));
        assertThat(service.failure()).isNotDone();
    }

    private double kafkaUp() {
        return meters.get("sahut.kafka.up").tag("service", "ingest").gauge().value();
    }

    private record Timed(HttpResponse<String> answer, Duration took) {}

    private interface Call {
        HttpResponse<String> answer() throws IOException, InterruptedException;
    }

    private static Timed timed(Call call) {
        long begin = System.nanoTime();
        try {
            var answer = call.answer();
            return new Timed(answer, Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static long slowest(List<Timed> answers) {
        return answers.stream().mapToLong(it -> it.took.toMillis()).max().orElse(0);
    }

    private static void assertUnavailable(Timed write) {
        assertThat(write.answer.statusCode()).isEqualTo(503);
        assertThat(write.answer.headers().firstValue("Retry-After")).hasValue("5");
        JsonNode error = JsonMapper.shared().readTree(write.answer.body()).get("error");
        assertThat(error.get("code").asString()).isEqualTo("unavailable");
        assertThat(error.get("status").asInt()).isEqualTo(503);
        assertThat(error.get("message").asString()).isNotBlank();
        assertThat(write.took).isLessThan(WRITE_ANSWERED);
    }

    private HttpResponse<String> rotate(String key, String id)
            throws IOException, InterruptedException {
        return send(
                request(key, "/webhooks/" + id + "/rotate-secret").POST(BodyPublishers.noBody()));
    }

    private HttpResponse<String> create(String key) throws IOException, InterruptedException {
        return send(request(key, "/webhooks").POST(BodyPublishers.ofString(WEBHOOK)));
    }

    private JsonNode webhooks(String key) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(send(request(key, "/webhooks").GET()).body());
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/v1%s".formatted(service.port(), path)))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
