package id.sahut.webhooks.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the fan-out makes twice, because it was killed before it had committed, and what is meant
/// to come again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit calls the methods that set the fields
class RepeatedDeliveriesIT {

    @TempDir private static Path folder;

    private Stage stage;
    private WebhookId webhook;

    @BeforeAll
    void startStage() {
        stage = Stage.in(folder);
    }

    @AfterAll
    void closeStage() {
        stage.close();
    }

    @BeforeEach
    void registerWebhook() {
        webhook = stage.newId();
        stage.register(
                stage.webhook(
                        webhook, stage.seal(WebhookSecret.random(new SecureRandom()), webhook)));
    }

    @Test
    void aFirstDeliveryThatComesTwiceIsMadeOnceAndCountedOnce() {
        MeterRegistry meters = stage.start(Map.of());
        Delivery delivery = stage.delivery(webhook, "one");
        write(delivery);
        stage.deliver(webhook, "between");
        write(delivery);
        stage.deliver(webhook, "behind");

        await().atMost(Stage.SOON).until(() -> stage.received(webhook).size() >= 3);
        await().atMost(Stage.SOON).until(() -> repeated(meters) == 1);
        assertThat(bodies()).containsExactlyInAnyOrder("one", "between", "behind");
        await("the second's offset is settled")
                .atMost(Stage.SOON)
                .until(() -> stage.cluster.lag("sahut.dispatcher") == 0);
    }

    @Test
    void aRepeatIsKnownByWhoeverTakesThePartitionOver() {
        stage.start(Map.of());
        Delivery delivery = stage.delivery(webhook, "one");
        write(delivery);
        await().atMost(Stage.SOON).until(() -> stage.attempts(webhook).size() == 1);
        stage.stop();

        write(delivery);
        stage.deliver(webhook, "behind");
        MeterRegistry meters = stage.start(Map.of());

        await().atMost(Stage.SOON).until(() -> stage.received(webhook).size() >= 2);
        await().atMost(Stage.SOON).until(() -> repeated(meters) == 1);
        assertThat(bodies()).containsExactlyInAnyOrder("one", "behind");
    }

    @Test
    void aReplayIsMadeAgain() {
        MeterRegistry meters = stage.start(Map.of());
        Delivery delivery = stage.delivery(webhook, "one");
        write(delivery);
        await().atMost(Stage.SOON).until(() -> stage.received(webhook).size() == 1);

        var replay = record(delivery);
        DeliveryRecords.markAgain(replay);
        stage.cluster.write(replay);

        await().atMost(Stage.SOON).until(() -> stage.received(webhook).size() == 2);
        assertThat(repeated(meters)).isZero();
    }

    @Test
    void aResendIsMadeBesideTheOriginalAndItsAttemptsAreToldApart() {
        MeterRegistry meters = stage.start(Map.of());
        stage.receiver.answer("/" + webhook, _ -> 500);
        Delivery delivery = stage.delivery(webhook, "one");
        write(delivery);
        await().atMost(Stage.SOON).until(() -> stage.parked(webhook, "5s").size() == 1);

        stage.cluster.write(
                DeliveryRecords.writeResend(
                        stage.cluster.topics().deliveries(), delivery.again(1, Instant.now())));
        await().atMost(Stage.SOON).until(() -> stage.parked(webhook, "5s").size() == 2);
        stage.parked(webhook, "5s").forEach(stage::forward);

        await().atMost(Stage.SOON).until(() -> stage.attempts(webhook).size() == 4);
        assertThat(stage.attempts(webhook))
                .extracting(it -> it.resend() + "/" + it.attempt())
                .containsExactlyInAnyOrder("0/1", "1/1", "0/2", "1/2");
        assertThat(repeated(meters)).isZero();
    }

    private void write(Delivery delivery) {
        stage.cluster.write(record(delivery));
    }

    private ProducerRecord<byte[], byte[]> record(Delivery delivery) {
        return DeliveryRecords.write(stage.cluster.topics().deliveries(), delivery);
    }

    private static double repeated(MeterRegistry meters) {
        return meters.get("sahut.deliveries.repeated").counter().count();
    }

    private List<String> bodies() {
        return stage.received(webhook).stream().map(it -> new String(it.body(), UTF_8)).toList();
    }
}
