package id.sahut.webhooks.acceptance.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.guarantee.SignedRight;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedUp.class)
final class KafkaToolsIT {

    @Test
    void aRecordWithOnlyAKeyAndAValueIsDelivered(Stage stage) {
        Subscription webhook = stage.subscribe("/tools/by-hand", Script.always(204));
        byte[] body = stage.newMessage(webhook.workspace()).body();
        stage.kafka()
                .send(
                        new ProducerRecord<>(
                                "sahut.deliveries", webhook.webhookId().getBytes(UTF_8), body))
                .join();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !stage.receiver().posts(webhook.path()).isEmpty());
        assertThat(stage.receiver().posts(webhook.path()))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.body()).isEqualTo(body);
                    assertThat(it.attempt()).isEqualTo(1);
                    assertThat(it.header("X-Sahut-Event")).isEqualTo("message.created");
                    SignedRight.judge(it, webhook.secret());
                });
    }

    @Test
    void anEventWithoutAnyHeaderOrKeyIsDelivered(Stage stage) {
        Subscription webhook = stage.subscribe("/tools/bare-event", Script.always(204));
        byte[] body = stage.newMessage(webhook.workspace()).body();
        stage.kafka().send(new ProducerRecord<>(Stage.EVENTS, body)).join();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !stage.receiver().posts(webhook.path()).isEmpty());
        assertThat(stage.receiver().posts(webhook.path()))
                .singleElement()
                .satisfies(it -> assertThat(it.body()).isEqualTo(body));
    }

    @Test
    void everyTopicIsReadableText(Stage stage) {
        Subscription webhook = stage.subscribe("/tools/readable", Script.always(204));
        stage.publish(stage.newMessage(webhook.workspace())).join();
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        stage.kafka().readAll("sahut.attempts").stream()
                                .anyMatch(it ->
                                        new String(it.key(), UTF_8).equals(webhook.webhookId())));
        for (String topic : List.of("sahut.webhooks", "sahut.api-keys", "sahut.attempts")) {
            assertThat(stage.kafka().readAll(topic))
                    .as(topic)
                    .isNotEmpty()
                    .filteredOn(it -> it.value() != null)
                    .allMatch(it -> JsonMapper.shared().readTree(it.value()).isObject());
        }
        assertThat(stage.kafka().readAll("sahut.deliveries"))
                .allSatisfy(record ->
                        assertThat(record.headers())
                                .allMatch(it ->
                                        new String(it.value(), UTF_8)
                                                .chars()
                                                .noneMatch(Character::isISOControl)));
    }
}
