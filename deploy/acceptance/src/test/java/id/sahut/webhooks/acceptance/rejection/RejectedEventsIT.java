package id.sahut.webhooks.acceptance.rejection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Confidential;
import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedUp.class)
final class RejectedEventsIT {

    private static final int PARTITION = 7;
    private static final int MAX_BYTES = 512 * 1024;

    @Test
    void whatCanNotBeDeliveredIsKeptWithItsReasonAndHoldsNobodyUp(Stage stage) {
        Subscription webhook = stage.subscribe("/rejection", Script.always(204));
        String workspace = webhook.workspace();
        byte[] good = stage.newMessage(workspace).body();
        byte[] largest = grown(good, MAX_BYTES);
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("unreadable_json", bytes("{\"event\": " + Confidential.PAYLOAD_MARKER));
        bad.put(
                "unknown_event_type",
                bytes(text(good).replace("message.created", "message.exploded")));
        bad.put(
                "missing_workspace_id",
                bytes(text(good).replace("\"workspace_id\": \"%s\",".formatted(workspace), "")));
        bad.put("too_large", grown(good, MAX_BYTES + 1));

        String key = stage.newEventId();
        bad.values().forEach(it -> send(stage, key, it));
        send(stage, key, good);
        send(stage, key, largest);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> stage.receiver().posts(webhook.path()).size() >= 2);
        assertThat(stage.receiver().posts(webhook.path()))
                .extracting(Post::body)
                .containsExactlyInAnyOrder(good, largest);

        var rejected = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (var record : stage.kafka().readAll("sahut.events.rejected")) {
            if (key.equals(new String(record.key(), UTF_8))) {
                rejected.add(record);
            }
        }
        var byReason = new LinkedHashMap<String, byte[]>();
        rejected.forEach(it -> byReason.put(reason(it), it.value()));
        assertThat(rejected).hasSize(bad.size());
        assertThat(byReason).containsOnlyKeys(bad.keySet());
        bad.forEach((reason, body) ->
                assertThat(byReason.get(reason)).as("%s, as it came", reason).isEqualTo(body));
        assertThat(rejected)
                .allSatisfy(it -> {
                    assertThat(KafkaObserver.header(it, "source-topic")).contains(Stage.EVENTS);
                    assertThat(KafkaObserver.header(it, "source-partition"))
                            .contains(String.valueOf(PARTITION));
                    assertThat(KafkaObserver.header(it, "source-offset")).isPresent();
                });
    }

    private static String reason(ConsumerRecord<byte[], byte[]> record) {
        return KafkaObserver.header(record, "rejected-reason").orElse("none");
    }

    /// All in one partition, so that each is behind the one before.
    private static void send(Stage stage, String key, byte[] body) {
        stage.kafka().send(new ProducerRecord<>(Stage.EVENTS, PARTITION, bytes(key), body)).join();
    }

    private static byte[] grown(byte[] event, int length) {
        String text = text(event);
        return bytes(text + " ".repeat(length - event.length));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
