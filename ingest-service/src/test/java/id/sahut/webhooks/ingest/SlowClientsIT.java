package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowClientsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int DRIBBLERS = 150;
    private static final int LONG = 60_000;
    private static final int ORDINARY = 100;
    private static final String WEBHOOK =
            "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"]}";

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private final HttpClient http = HttpClient.newHttpClient();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private IngestService service;
    private int port;
    private String key;

    @BeforeAll
    static void startKafka() {
        cluster = TestCluster.start(folder);
    }

    @AfterAll
    static void stopKafka() {
        cluster.close();
    }

    @BeforeEach
    void start() {
        var health = new Health();
        service =
                IngestService.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.rate-limits.wrong-keys",
                                        "100000",
                                        "sahut.webhooks.max-per-workspace",
                                        "1000")),
                        meters,
                        health);
        await().atMost(SOON).until(() -> health.readiness().isWell());
        port = service.port();
        var keys =
                new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
        key = keys.create(new WorkspaceId("ws_1"), "test").plain().reveal();
        await().atMost(SOON).until(() -> get().statusCode() == 200);
    }

    @AfterEach
    void stop() {
        http.close();
        service.close();
    }

    @Test
    void whoeverDribblesBodiesHoldsUpNobodyElse() throws Exception {
        var dribblers = new ArrayList<Socket>();
        try (var now = Executors.newSingleThreadScheduledExecutor()) {
            for (int i = 0; i < DRIBBLERS; i++) {
                dribblers.add(beginRegistering(LONG));
            }
            await().atMost(SOON).until(() -> bodyBytes() >= DRIBBLERS);
            var _ =
                    now.scheduleAtFixedRate(
                            () -> dribble(dribblers), 0, 200, TimeUnit.MILLISECONDS);

            var took = new ArrayList<Long>();
            for (int i = 0; i < ORDINARY; i++) {
                long begin = System.nanoTime();
                var answer = i % 2 == 0 ? get() : post();
                took.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                assertThat(answer.statusCode()).isIn(200, 201);
            }

            took.sort(null);
            System.out.printf(
                    "%d dribblers: half of %d ordinary requests within %d ms, the slowest %d ms%n",
                    DRIBBLERS, ORDINARY, took.get(ORDINARY / 2), took.getLast());
            assertThat(took.get(ORDINARY / 2)).isLessThan(500);
            assertThat(took.getLast()).isLessThan(3_000);
            for (Socket socket : dribblers) {
                byte[] start = socket.getInputStream().readNBytes(12);
                assertThat(new String(start, UTF_8)).isEqualTo("HTTP/1.1 408");
            }
            now.shutdownNow();
        } finally {
            for (Socket socket : dribblers) {
                socket.close();
            }
        }
        await().atMost(SOON).until(() -> bodyBytes() == 0);
    }

    @Test
    void aRequestThatHasBegunIsAnsweredWhenTheServiceCloses() throws Exception {
        try (Socket socket = beginRegistering(WEBHOOK.length())) {
            await().atMost(SOON).until(() -> bodyBytes() > 0);

            var closing = CompletableFuture.runAsync(service::close);
            await().atMost(SOON).until(() -> !isListening());
            assertThat(closing).isNotDone();
            send(socket, WEBHOOK.substring(1));

            assertThat(wholeAnswer(socket)).startsWith("HTTP/1.1 201").contains("\"secret\"");
            closing.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// The headers and one byte of the body.
    private Socket beginRegistering(int bytes) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) SOON.toMillis());
        send(
                socket,
                """
                POST /v1/webhooks HTTP/1.1\r
                Host: a\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                {\
                """
                        .formatted(key, bytes));
        return socket;
    }

    /// One more byte of each body, for as long as anybody takes it.
    private static void dribble(List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                send(socket, " ");
            } catch (IOException hungUp) {
                // as it should, in the end
            }
        }
    }

    private HttpResponse<String> get() {
        return answer(request().GET());
    }

    private HttpResponse<String> post() {
        return answer(request().POST(BodyPublishers.ofString(WEBHOOK)));
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v1/webhooks".formatted(port)))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String wholeAnswer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    private boolean isListening() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private double bodyBytes() {
        return meters.get("sahut.http.body.bytes").gauge().value();
    }
}
