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
    private static final int OVERTAKEN = 4;
    private static final Duration GIVES_UP = Duration.ofSeconds(90);
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
            var overtaken = redrive(services, 100);
            for (int i = 0; i < OVERTAKEN; i++) {
                awaitSent(kafka, kafka.readAll(DELIVERIES).size() + 50);
                var next = redrive(services, i < OVERTAKEN - 1 ? 100 : 10_000);
                assertThat(overtaken.awaitExit()).isEqualTo(1);
                assertThat(overtaken.stderr()).contains("another run has begun");
                overtaken = next;
            }
            assertThat(overtaken.awaitExit()).as(overtaken.stderr()).isZero();

            var sent = kafka.readAll(DELIVERIES);
            Figures.print(
                    "redrive killed twice, stopped, overtaken %d times: %d sent of %d"
                            .formatted(OVERTAKEN, sent.size(), EXPIRED));
            assertThat(sent).hasSize(EXPIRED);
            assertThat(
                            sent.stream()
                                    .map(it ->
                                            DeliveryHeaders.text(
                                                    it.headers(), DeliveryHeaders.DELIVERY_ID))
                                    .distinct())
                    .hasSize(EXPIRED);
            endsWithoutABroker(services, kafka);
        }
    }

    /// It says so, and does not wait for as long as Kafka is away.
    private static void endsWithoutABroker(Services services, KafkaObserver kafka) {
        var left =
                SahutProcess.start(
                        "redrive", "--bootstrap", services.bootstrap(), "--rate", "100", "--again");
        awaitSent(kafka, EXPIRED + 1);
        services.killBroker();
        assertThat(left.awaitExit(GIVES_UP)).isEqualTo(1);
        assertThat(left.stderr()).contains("sahut: Kafka: ");
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
