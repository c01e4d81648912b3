package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.common.webhook.SecretBox;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WaitingForKafkaIT {

    @Test
    void aServiceThatWaitsForKafkaSaysSoAndForWhichWhenItIsAskedWhetherItIsReady()
            throws Exception {
        var settings =
                Settings.load(
                        Optional.empty(),
                        Map.of(),
                        Map.of(
                                "kafka.bootstrap.servers", "127.0.0.1:1",
                                "sahut.http.host", "127.0.0.1",
                                "sahut.http.port", "0",
                                "sahut.encryption-key", SecretBox.newKey(new Random(1))));
        var health = new Health();
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var failure = new AtomicReference<@Nullable StartException>();
        Thread starting =
                Thread.ofPlatform()
                        .name("start")
                        .start(() -> {
                            try {
                                IngestService.start(settings, meters, health).close();
                            } catch (StartException e) {
                                failure.set(e);
                            }
                        });

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(health.readiness().problems())
                                .hasEntrySatisfying(
                                        "start",
                                        it ->
                                                assertThat(it)
                                                        .startsWith(
                                                                "waits for Kafka at 127.0.0.1:1,")));
        assertThat(meters.get("sahut.kafka.up").gauge().value()).isZero();
        assertThat(health.liveness().problems()).isEmpty();

        starting.interrupt();
        starting.join(Duration.ofSeconds(20));
        assertThat(failure.get()).hasMessageContaining("interrupted while waiting for Kafka");
    }
}
