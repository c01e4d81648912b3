package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import id.sahut.webhooks.testing.TestPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A recovery whose process is killed in the middle, as by `kill -9`, and that another finishes.
class RecoverKillIT {

    /// `-Dsahut.recover.kill=100000` takes minutes.
    private static final int COUNT = Integer.getInteger("sahut.recover.kill", 2_000);

    private static final Duration SOON = Duration.ofSeconds(60 + COUNT / 100);
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_kill");
    private static final String WISH = "{\"since\": \"2026-01-01T00:00:00Z\"}";

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static HttpClient http;
    private static String key;

    /// Where a service listens.
    private record At(int port) {

        HttpResponse<String> send(String method, String path, String body) {
            try {
                return http.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                                .header("Authorization", "Bearer " + key)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError("no answer", e);
            }
        }

        boolean isReady() {
            try {
                return send("GET", "/health/ready", "").statusCode() == 200
                        && send("GET", "/v1/webhooks", "").statusCode() == 200;
            } catch (AssertionError e) {
                if (e.getCause() instanceof ConnectException) {
                    return false;
                }
                throw e;
            }
        }

        int sent(String recovery) {
            return Api.data(send("GET", recovery, "")).path("sent").asInt();
        }
    }

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"));
        http = HttpClient.newHttpClient();
        key = ApiCaller.newKey(cluster, WORKSPACE);
    }

    @AfterAll
    static void stop() {
        http.close();
        cluster.close();
    }

    /// Each process has a file of its own.
    @Test
    void eachIsSentOnceMoreAndNoneIsForgotten() throws IOException {
        killedInTheMiddle(
                "jdbc:sqlite:" + folder.resolve("killed.db"),
                "jdbc:sqlite:" + folder.resolve("other.db"));
    }

    /// Both have the same database.
    @Test
    void noneIsForgottenEitherWhereProcessesShareADatabase() throws IOException {
        Optional<Path> programs = TestPostgres.installed();
        assumeThat(programs).as("skipped: there is no PostgreSQL on this machine").isPresent();
        try (var postgres = TestPostgres.start(programs.orElseThrow())) {
            String url = postgres.database("recover");
            killedInTheMiddle(url + "?user=" + postgres.user(), url + "?user=" + postgres.user());
        }
    }

    private static void killedInTheMiddle(String url, String othersUrl) throws IOException {
        var first = new At(freePort());
        Process killed = process(first, url);
        try {
            await().atMost(SOON).until(first::isReady);
            var webhook =
                    new WebhookId(
                            Api.data(first.send("POST", "/v1/webhooks", Api.EXAMPLE))
                                    .path("id")
                                    .asString());
            List<String> ids = FailedDeliveries.write(cluster, webhook, "message.created", COUNT);
            JsonNode begun =
                    Api.data(
                            first.send("POST", "/v1/webhooks/%s/recover".formatted(webhook), WISH));
            String recovery =
                    "/v1/webhooks/%s/recoveries/%s".formatted(webhook, begun.path("id").asString());
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> first.sent(recovery) >= COUNT / 4);

            killed.destroyForcibly();
            await().atMost(SOON).until(() -> !killed.isAlive());
            int sent = FailedDeliveries.sentAgain(cluster, webhook).size();
            assertThat(sent).isBetween(COUNT / 4, COUNT - 1);

            try (var other = ApiCaller.start(cluster.settings(settings(othersUrl)))) {
                other.awaitKnows(key);
                var second = new At(other.port());
                await().atMost(SOON)
                        .until(() ->
                                Api.data(second.send("GET", recovery, ""))
                                        .path("state")
                                        .asString()
                                        .equals("done"));
                assertThat(second.sent(recovery)).isEqualTo(COUNT);
            }
            Map<String, Long> again = FailedDeliveries.sentAgain(cluster, webhook);
            assertThat(again.keySet()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(Set.copyOf(again.values())).containsExactly(1L);
        } finally {
            killed.destroyForcibly();
        }
    }

    private static Map<String, String> settings(String url) {
        return Map.of(
                "sahut.history.enabled",
                "true",
                "sahut.history.url",
                url,
                "sahut.redrive.rate",
                Integer.toString(Math.min(10_000, COUNT / 4)));
    }

    private static Process process(At at, String url) throws IOException {
        var properties = new Properties();
        properties.putAll(cluster.keys(settings(url)));
        properties.setProperty("sahut.http.port", Integer.toString(at.port()));
        Path file = folder.resolve("killed.properties");
        try (var writer = Files.newBufferedWriter(file, UTF_8)) {
            properties.store(writer, null);
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IngestMain.class.getName(),
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
