package id.sahut.webhooks.acceptance.garbage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nothing crashes, nothing blocks, and each ends somewhere.
final class ForeignRecordsIT {

    private static final List<String> DELIVERY_TOPICS =
            List.of(
                    "sahut.deliveries",
                    "sahut.deliveries.due",
                    "sahut.deliveries.delay.1s",
                    "sahut.deliveries.delay.5s");
    private static final List<String> VIEWED_TOPICS =
            List.of("sahut.webhooks", "sahut.api-keys", "sahut.idempotency-keys");

    /// How many such records each of them gets.
    private static final int GARBAGE = 10;

    private static final int HEADERS = 10_000;
    private static final long SEED =
            Long.getLong("sahut.acceptance.seed", System.nanoTime() % 1_000_000);
    private static final Duration SOON = Duration.ofSeconds(40);

    private final Random random = new Random(SEED);

    @Test
    void inEveryTopicTheyHoldNobodyUpAndEachIsAccountedFor() {
        Figures.print("foreign records: seed %d".formatted(SEED));
        try (var services = Services.withTopics()) {
            var running = Services.ALL.stream().map(services::start).toList();
            running.forEach(Services.Running::awaitReady);
            try (var stage = new Stage(services.bootstrap(), running.getFirst().httpPort())) {
                Subscription webhook = stage.subscribe("/foreign", Script.always(204));

                int events = publishForeignEvents(stage);
                VIEWED_TOPICS.forEach(topic -> publishGarbage(stage, topic));
                int deliveries =
                        DELIVERY_TOPICS.stream()
                                .mapToInt(topic -> publishForeignDeliveries(stage, topic))
                                .sum();
                int delivered =
                        DELIVERY_TOPICS.stream()
                                .mapToInt(topic -> publishOddDeliveries(stage, topic, webhook))
                                .sum();
                stage.publish(stage.newMessage(webhook.workspace())).join();

                await("what is odd and what is good is delivered")
                        .atMost(SOON)
                        .until(
                                () -> stage.receiver().posts(webhook.path()).size(),
                                it -> it == delivered + 1);
                await("every event is rejected")
                        .atMost(SOON)
                        .until(
                                () -> stage.kafka().readAll("sahut.events.rejected").size(),
                                it -> it == events);
                await("every delivery has ended")
                        .atMost(SOON)
                        .until(() -> ended(stage, webhook), it -> it == deliveries);
                VIEWED_TOPICS.forEach(topic ->
                        await("what is skipped of %s is counted".formatted(topic))
                                .atMost(SOON)
                                .until(
                                        () -> skipped(running.getFirst(), topic),
                                        it -> it == GARBAGE));
                Figures.print(
                        "foreign records: %d events rejected, %d deliveries ended, %d odd ones delivered"
                                .formatted(events, deliveries, delivered));

                running.forEach(it -> assertThat(it.process().isAlive()).isTrue());
                var again = Services.ALL.stream().map(services::start).toList();
                again.forEach(Services.Running::awaitReady);
                running.forEach(Services.Running::stop);
                stage.publish(stage.newMessage(webhook.workspace())).join();
                await("who starts with them in the topics delivers, too")
                        .atMost(SOON)
                        .until(
                                () -> stage.receiver().posts(webhook.path()).size(),
                                it -> it == delivered + 2);
            }
        }
    }

    private static double skipped(Services.Running service, String topic)
            throws IOException, InterruptedException {
        String metric = "sahut_records_skipped_total{topic=\"%s\"} ".formatted(topic);
        return SahutProcess.metrics(service.httpPort())
                .lines()
                .filter(it -> it.startsWith(metric))
                .mapToDouble(it -> Double.parseDouble(it.substring(metric.length())))
                .sum();
    }

    /// Those that are not a delivery, and those for a webhook that there is not.
    private static long ended(Stage stage, Subscription webhook) {
        long unreadable =
                stage.kafka().readAll("sahut.deliveries.expired").stream()
                        .filter(it ->
                                KafkaObserver.header(it, "expired-reason")
                                        .filter("unreadable"::equals)
                                        .isPresent())
                        .count();
        long cancelled =
                stage.kafka().readAll("sahut.attempts").stream()
                        .filter(it -> !isFor(it, webhook))
                        .count();
        return unreadable + cancelled;
    }

    private static boolean isFor(ConsumerRecord<byte[], byte[]> record, Subscription webhook) {
        return new String(record.key(), UTF_8).equals(webhook.webhookId());
    }

    private int publishForeignEvents(Stage stage) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        records.add(new ProducerRecord<>(Stage.EVENTS, noise(), noise()));
        records.add(new ProducerRecord<>(Stage.EVENTS, noise(), null));
        records.add(new ProducerRecord<>(Stage.EVENTS, null, new byte[0]));
        records.add(new ProducerRecord<>(Stage.EVENTS, bytes("[]")));
        records.add(new ProducerRecord<>(Stage.EVENTS, bytes("{\"event\":7,\"workspace_id\":[]}")));
        records.add(withHeaders(new ProducerRecord<>(Stage.EVENTS, noise(), noise())));
        records.forEach(it -> stage.kafka().send(it).join());
        return records.size();
    }

    private int publishForeignDeliveries(Stage stage, String topic) {
        byte[] unknown = bytes("wh_thereIsNone" + random.nextInt(1_000_000));
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        records.add(new ProducerRecord<>(topic, noise(), noise()));
        records.add(new ProducerRecord<>(topic, null, noise()));
        records.add(new ProducerRecord<>(topic, unknown, null));
        records.add(new ProducerRecord<>(topic, noise(), null));
        records.add(withHeaders(new ProducerRecord<>(topic, noise(), noise())));
        records.add(new ProducerRecord<>(topic, unknown, noise()));
        records.forEach(it -> stage.kafka().send(it).join());
        return records.size();
    }

    /// For a webhook that there is, with headers that make no sense: they count as missing.
    private int publishOddDeliveries(Stage stage, String topic, Subscription webhook) {
        var records =
                Stream.of("-1", "7", "many", "99999999999999999999", "")
                        .map(attempt -> odd(stage, topic, webhook, "attempt", bytes(attempt)))
                        .toList();
        var all = new ArrayList<>(records);
        all.add(odd(stage, topic, webhook, "created-at", noise()));
        all.add(odd(stage, topic, webhook, "deferrals", bytes("-3")));
        all.add(odd(stage, topic, webhook, "deferred-since", bytes("+1000000000-01-01T00:00:00Z")));
        all.add(odd(stage, topic, webhook, "delivery-id", noise()));
        all.add(odd(stage, topic, webhook, "event-type", bytes("x\r\nX-Injected: yes")));
        all.add(odd(stage, topic, webhook, "traceparent", null));
        all.add(withHeaders(odd(stage, topic, webhook, "workspace-id", noise())));
        all.forEach(it -> stage.kafka().send(it).join());
        return all.size();
    }

    private static ProducerRecord<byte[], byte[]> odd(
            Stage stage,
            String topic,
            Subscription webhook,
            String header,
            byte @Nullable [] value) {
        var record =
                new ProducerRecord<byte[], byte[]>(
                        topic,
                        bytes(webhook.webhookId()),
                        stage.newMessage(webhook.workspace()).body());
        record.headers().add(header, value);
        return record;
    }

    private void publishGarbage(Stage stage, String topic) {
        for (byte[] value : List.of(noise(), bytes("{}"), bytes("null"), bytes("[1]"))) {
            stage.kafka().send(new ProducerRecord<>(topic, noise(), value)).join();
            stage.kafka().send(new ProducerRecord<>(topic, bytes("wh_x"), value)).join();
        }
        stage.kafka().send(new ProducerRecord<>(topic, noise(), null)).join();
        stage.kafka().send(withHeaders(new ProducerRecord<>(topic, noise(), noise()))).join();
    }

    private ProducerRecord<byte[], byte[]> withHeaders(ProducerRecord<byte[], byte[]> record) {
        for (int i = 0; i < HEADERS; i++) {
            record.headers().add("h" + i % 100, noise());
        }
        return record;
    }

    private byte[] noise() {
        var noise = new byte[1 + random.nextInt(40)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
