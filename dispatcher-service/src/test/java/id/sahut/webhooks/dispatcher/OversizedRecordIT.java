package id.sahut.webhooks.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A record of four megabytes that a topic takes because it was compressed to a few kilobytes.
class OversizedRecordIT {

    private static final int FOUR_MIB = 4 * 1_024 * 1_024;

    @TempDir private Path folder;

    @Test
    void expiresAndHoldsNothingUp() {
        try (var stage = Stage.in(folder)) {
            WebhookId webhook = stage.newId();
            stage.register(
                    stage.webhook(
                            webhook,
                            stage.seal(WebhookSecret.random(new SecureRandom()), webhook)));
            stage.start(Map.of());

            var large =
                    new ProducerRecord<>(
                            stage.cluster.topics().deliveries(),
                            webhook.value().getBytes(UTF_8),
                            new byte[FOUR_MIB]);
            large.headers().add("note", new byte[1_000]);
            stage.cluster.writeLarge(large);
            stage.deliver(webhook, "behind");

            await().atMost(Stage.SOON).until(() -> stage.attempts(webhook).size() == 1);
            assertThat(stage.received(webhook))
                    .extracting(it -> new String(it.body(), UTF_8))
                    .containsExactly("behind");
            assertThat(stage.expired(webhook))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.value()).hasSize(64 * 1_024);
                        assertThat(DeliveryHeaders.text(it.headers(), "expired-reason"))
                                .contains("unreadable");
                        assertThat(DeliveryHeaders.text(it.headers(), "last-error").orElseThrow())
                                .contains("bytes, of which")
                                .contains("can be written on");
                    });
        }
    }
}
