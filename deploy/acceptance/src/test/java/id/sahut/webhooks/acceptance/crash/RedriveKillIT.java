package id.sahut.webhooks.acceptance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/// `sahut redrive` is killed, stopped and overtaken: each delivery is sent again once.
final class RedriveKillIT {

    private static final String DELIVERIES = "sahut.deliveries";
    private static final int EXPIRED = 3_000;
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void whateverEndsItTheSameCommandGoesOnWhereItWas() {
        try (var services = Services.withTopics();
                var kafka = new KafkaObserver(services.bootstrap())) {
            CompletableFuture.allOf(
                            IntStream.range(0, EXPIRED)
                                    .mapToObj(it -> kafka.send(expired(it)))
                                    .toArray(CompletableFuture[]::new))
                    .join();

            try (var killed = redrive(services, 500)) {
                awaitSent(kafka, 400);
                killed.killHard();
            }
            try (var killed = redrive(services, 500)) {
                awaitSent(kafka, 900);
                killed.killHard();
            }
            try (var stopped = redrive(services, 500)) {
                awaitSent(kafka, 1_400);
                stopped.terminate();
                assertThat(stopped.stderr())
                        .contains("it was stopped: the same command goes on from here");
            }
            try (var overtaken = redrive(services, 200)) {
                awaitSent(kafka, 1_900);
                var last =
                        SahutProcess.run(
                                "redrive", "--bootstrap", services.bootstrap(), "--rate", "10000");
                assertThat(last.exit()).as(last.err()).isZero();
                assertThat(overtaken.awaitExit()).isEqualTo(1);
                assertThat(overtaken.stderr())
                        .contains("another run of the same selection has begun");
            }

            var sent = kafka.readAll(DELIVERIES);
            Figures.print(
                    "redrive killed twice, stopped and overtaken: %d sent of %d"
                            .formatted(sent.size(), EXPIRED));
            assertThat(sent).hasSize(EXPIRED);
            assertThat(
                            sent.stream()
                                    .map(it ->
                                            DeliveryHeaders.text(
                                                    it.headers(), DeliveryHeaders.DELIVERY_ID))
                                    .distinct())
                    .hasSize(EXPIRED);
        }
    }

    private static ChildProcess redrive(Services services, int rate) {
        return SahutProcess.start(
                "redrive", "--bootstrap", services.bootstrap(), "--rate", String.valueOf(rate));
    }

    private static void awaitSent(KafkaObserver kafka, int atLeast) {
        await("sent again").atMost(SOON).until(() -> kafka.readAll(DELIVERIES).size() >= atLeast);
    }

    private static ProducerRecord<byte[], byte[]> expired(int i) {
        return DeliveryRecords.writeExpired(
                "sahut.deliveries.expired",
                Delivery.first(
                        new WebhookId("wh_" + i % 20),
                        new DeliveryId("dlv_" + i),
                        new EventId("evt_" + i),
                        "message.created",
                        "ws_1",
                        Instant.EPOCH,
                        Optional.empty(),
                        "{}".getBytes(UTF_8)),
                ExpiryReason.ATTEMPTS,
                Instant.EPOCH);
    }
}
