package id.sahut.webhooks.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class OpsServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final Health health = new Health();

    @Test
    void itIsLiveButNotReadyUntilTheServiceHasStarted() throws Exception {
        try (var server = start()) {
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
            var starting = get(server, "/health/ready");
            assertThat(starting.statusCode()).isEqualTo(503);
            assertThat(starting.body())
                    .contains("\"status\":\"failing\"", "\"problems\":{\"start\":\"is starting\"}");

            var duringStart = new AtomicReference<>(0);
            var service =
                    server.beside(() -> {
                        duringStart.set(statusOf(server, "/health/ready"));
                        return new Idle();
                    });
            assertThat(duringStart.get()).isEqualTo(503);
            var ready = get(server, "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"status\":\"ok\"", "\"problems\":{}");
            assertThat(ready.headers().firstValue("content-type")).hasValue("application/json");
            service.close();
        }
    }

    @Test
    void aStoppedLoopMakesItDead() throws Exception {
        try (var server = start()) {
            health.live("dispatch-loop", () -> Optional.of("has not turned for 31 s"));
            var dead = get(server, "/health/live");
            assertThat(dead.statusCode()).isEqualTo(503);
            assertThat(dead.body()).contains("\"dispatch-loop\":\"has not turned for 31 s\"");
        }
    }

    @Test
    void metricsAreInPrometheusTextAndIncludeTheJvms() throws Exception {
        try (var server = start()) {
            var metrics = get(server, "/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/plain")
                    .contains("version=0.0.4");
            assertThat(metrics.body())
                    .contains(
                            "# TYPE jvm_memory_used_bytes gauge",
                            "jvm_threads_live_threads",
                            "process_cpu_usage");
        }
    }

    @Test
    void itAnswersNothingElse() throws Exception {
        try (var server = start()) {
            assertThat(get(server, "/").statusCode()).isEqualTo(404);
            assertThat(get(server, "/v1/webhooks").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aTakenPortIsNamed() {
        try (var server = start()) {
            assertThatThrownBy(() ->
                            OpsServer.start(
                                    "127.0.0.1", server.port(), new Health(), Meters.forProcess()))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "port %d on 127.0.0.1 is taken: stop what uses it or choose another",
                            server.port());
        }
    }

    @Test
    void itStopsWithItsServiceAndWhenTheServiceCannotStart() {
        var withService = start();
        int port = withService.port();
        withService.beside(Idle::new).close();
        assertThatThrownBy(() -> get(port, "/health/live")).isInstanceOf(ConnectException.class);

        var failing = start();
        int other = failing.port();
        assertThatThrownBy(() ->
                        failing.beside(() -> {
                            throw new StartException("no topics");
                        }))
                .hasMessage("no topics");
        assertThatThrownBy(() -> get(other, "/health/live")).isInstanceOf(ConnectException.class);
    }

    @Test
    void itStopsAlsoWhenItsServiceCannotBeClosed() {
        var server = start();
        int port = server.port();
        var service =
                server.beside(() ->
                        new RunningService() {
                            @Override
                            public CompletableFuture<Void> failure() {
                                return new CompletableFuture<>();
                            }

                            @Override
                            public void close() {
                                throw new IllegalStateException("can't be closed");
                            }
                        });

        assertThatThrownBy(service::close).hasMessage("can't be closed");

        assertThatThrownBy(() -> get(port, "/health/live")).isInstanceOf(ConnectException.class);
    }

    private OpsServer start() {
        return OpsServer.start("127.0.0.1", 0, health, Meters.forProcess());
    }

    private static int statusOf(OpsServer server, String path) {
        try {
            return get(server, path).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> get(OpsServer server, String path)
            throws IOException, InterruptedException {
        return get(server.port(), path);
    }

    private static HttpResponse<String> get(int port, String path)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + port + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static final class Idle implements RunningService {
        @Override
        public CompletableFuture<Void> failure() {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {}
    }
}
