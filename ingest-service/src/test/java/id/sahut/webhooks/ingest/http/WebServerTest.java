package id.sahut.webhooks.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.ops.Health;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The web server's own limits, on real sockets; Kafka has no part in them.
class WebServerTest {

    private static final String HEALTH = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpServer server =
            HttpServer.start(
                    new WebServer.Options("127.0.0.1", 0, 3, Duration.ofMillis(50), 10),
                    new HttpServer.Wiring(
                            List.of(),
                            new Origins(List.of()),
                            System::nanoTime,
                            new Health(),
                            meters));
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void whoeverDribblesHeadersIsHungUpOn() throws IOException {
        Socket socket = connect();
        send(socket, "GET /health/live HTTP/1.1\r\n");

        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !takes(socket, "X-More: 1\r\n"));

        assertThat(cut()).isEqualTo(1);
    }

    @Test
    void whoeverAsksAgainAndAgainOnOneConnectionIsNot() throws IOException {
        Socket socket = connect();
        long begin = System.nanoTime();

        while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(1_500)) {
            send(socket, HEALTH);
            assertThat(answerStart(socket)).startsWith("HTTP/1.1 200");
            socket.getInputStream().skipNBytes(socket.getInputStream().available());
        }

        assertThat(cut()).isZero();
    }

    @Test
    void headersThatAreTooLargeAreRefusedInTheShapeOfEveryError() throws IOException {
        Socket socket = connect();

        send(socket, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9_000) + "\r\n\r\n");

        assertThat(wholeAnswer(socket))
                .startsWith("HTTP/1.1 431")
                .contains("{\"error\":{\"code\":\"bad_request\"", "\"status\":431}}")
                .contains("Content-Type: application/json")
                .contains("Cache-Control: no-store", "X-Content-Type-Options: nosniff")
                .contains("Content-Security-Policy: default-src 'none'")
                .doesNotContain("Jetty", "Server:");
    }

    @Test
    void whatIsNoHttpIsCountedWithoutARoute() throws IOException {
        Socket socket = connect();

        send(socket, "nonsense\r\n\r\n");

        assertThat(wholeAnswer(socket)).startsWith("HTTP/1.1 400");
        assertThat(meters.scrape())
                .contains(
                        "sahut_http_requests_seconds_count{method=\"none\",route=\"none\",status=\"4xx\"} 1");
    }

    @Test
    void requestsAreCountedByRouteAndNotByWhatWasAsked() throws IOException {
        Socket socket = connect();
        send(socket, HEALTH);
        assertThat(answerStart(socket)).startsWith("HTTP/1.1 200");
        Socket other = connect();
        send(other, "BREW /v1/webhooks/wh_1/%74 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(wholeAnswer(other)).startsWith("HTTP/1.1 40");

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(meters.scrape())
                                .contains(
                                        "{method=\"GET\",route=\"/health/live\",status=\"2xx\"} 1",
                                        "{method=\"none\",route=\"none\",status=\"4xx\"} 1")
                                .doesNotContain("wh_1", "BREW"));
    }

    @Test
    void beyondItsConnectionsItMakesIdleOnesLeave() throws IOException {
        for (int i = 0; i < 3; i++) {
            Socket idle = connect();
            send(idle, HEALTH);
            assertThat(answerStart(idle)).startsWith("HTTP/1.1 200");
        }
        Socket oneMore = connect();

        send(oneMore, HEALTH);

        assertThat(answerStart(oneMore)).startsWith("HTTP/1.1 200");
    }

    private double cut() {
        return meters.counter("sahut.http.connections.cut").count();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) SOON.toMillis());
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static boolean takes(Socket socket, String text) {
        try {
            send(socket, text);
            return true;
        } catch (IOException hungUp) {
            return false;
        }
    }

    private static String answerStart(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
    }

    private static String wholeAnswer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
}
