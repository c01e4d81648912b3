package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.http.HttpServer;
import id.sahut.webhooks.ingest.http.Origins;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A server that has no Kafka yet.
final class DashboardTest {

    @Test
    void beforeItIsOpenEveryPageSaysSo() throws Exception {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var random = new Random(1);
        var dashboard =
                new Dashboard(
                        new Dashboard.Wiring(
                                EventCatalogue.builtIn(),
                                new KeyLimits(Map.of(Plan.PRO, 60), System::nanoTime),
                                new WrongKeyLimits(1, System::nanoTime),
                                SecretBox.of(SecretBox.newKey(random), random),
                                Clock.systemUTC(),
                                random,
                                meters));
        try (var server =
                        HttpServer.start(
                                "127.0.0.1",
                                0,
                                new HttpServer.Wiring(
                                        List.of(dashboard),
                                        new Origins(List.of()),
                                        System::nanoTime,
                                        new Health(),
                                        meters));
                var http = HttpClient.newHttpClient()) {
            for (String route : server.routes()) {
                String method = route.split(" ", 2)[0];
                String path = route.split(" ", 2)[1].replace("{id}", "wh_1");
                if (path.matches("/(assets|health|metrics|language).*") || !method.equals("GET")) {
                    continue;
                }
                var answer =
                        http.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        "http://127.0.0.1:" + server.port() + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(route).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("5");
                assertThat(answer.body()).contains("Layanan sedang disiapkan");
            }
        }
    }
}
