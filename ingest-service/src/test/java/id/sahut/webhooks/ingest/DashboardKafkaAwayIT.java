package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DashboardKafkaAwayIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void pagesGoOnAndWhatCouldNotBeSavedIsSaidSoWithWhatWasTyped(@TempDir Path folder) {
        TestCluster cluster = TestCluster.start(folder);
        String key = ApiCaller.newKey(cluster, new WorkspaceId("ws_1"));
        var health = new Health();
        try (cluster;
                var service =
                        IngestService.start(
                                cluster.settings(Map.of()),
                                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                health);
                var reader = new Reader(service.port())) {
            await().atMost(SOON).until(() -> health.readiness().isWell());
            assertThat(reader.send("/login", Map.of("key", key)).statusCode()).isEqualTo(200);
            reader.read("/webhooks/new");
            cluster.stopBroker();

            var unsaved =
                    reader.send(
                            "/webhooks",
                            Map.of(
                                    "url",
                                    "https://a.example.com/typed",
                                    "events",
                                    "message.created"));

            assertThat(unsaved.statusCode()).isEqualTo(503);
            assertThat(unsaved.body())
                    .contains("The change could not be confirmed", "https://a.example.com/typed");
            assertThat(reader.read("/webhooks").statusCode()).isEqualTo(200);
            reader.read("/api-keys");
            assertThat(reader.send("/api-keys", Map.of("label", "typed")).body())
                    .contains("The change could not be confirmed", "value=\"typed\"");
        }
    }
}
