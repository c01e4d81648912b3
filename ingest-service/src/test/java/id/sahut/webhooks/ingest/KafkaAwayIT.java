package id.sahut.webhooks.ingest;

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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAwayIT {

    private static final String WEBHOOK =
            "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"]}";

    @TempDir private static Path folder;

    private final Health health = new Health();

    @Test
    void aWriteIsUnavailableReadsGoOnAndNothingDies() throws Exception {
        var cluster = TestCluster.start(folder);
        var keys =
                new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
        String key = keys.create(new WorkspaceId("ws_1"), "test").plain().reveal();
        try (var service =
                        IngestService.start(
                                cluster.settings(Map.of()),
                                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                health);
                var http = DescribedApi.around(HttpClient.newHttpClient())) {
            var webhooks = URI.create("http://127.0.0.1:%d/v1/webhooks".formatted(service.port()));
            var request =
                    HttpRequest.newBuilder(webhooks)
                            .header("Authorization", "Bearer " + key)
                            .header("Content-Type", "application/json");
            await().atMost(Duration.ofSeconds(20)).until(() -> health.readiness().isWell());
            assertThat(status(http, request.POST(BodyPublishers.ofString(WEBHOOK)))).isEqualTo(201);

            cluster.close();
            long begin = System.nanoTime();
            int written = status(http, request.POST(BodyPublishers.ofString(WEBHOOK)));
            var took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(written).isEqualTo(503);
            assertThat(took).isLessThan(Duration.ofSeconds(7));
            assertThat(status(http, request.GET())).isEqualTo(200);
            assertThat(health.liveness().problems()).isEmpty();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> health.readiness().problems().containsKey("kafka"));
            assertThat(service.failure()).isNotDone();
        }
    }

    private static int status(HttpClient http, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
