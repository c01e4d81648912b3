package id.sahut.webhooks.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.ingest.IngestService;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.testing.TestCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sahut deliveries resend` as an operator uses it, when no service runs.
final class ResendCommandIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    private static final Instant CREATED = Instant.parse("2026-11-27T08:00:00Z");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void itSaysWhatItDidOrWhyNot(@TempDir Path folder) throws Exception {
        try (var cluster = TestCluster.start(folder.resolve("kafka"))) {
            Map<String, String> more =
                    Map.of(
                            "sahut.history.enabled",
                            "true",
                            "sahut.history.url",
                            "jdbc:sqlite:" + folder.resolve("history.db"));
            Path config =
                    Files.writeString(
                            folder.resolve("sahut.properties"),
                            cluster.keys(more).entrySet().stream()
                                    .map(it -> it.getKey() + "=" + it.getValue())
                                    .collect(Collectors.joining("\n")));
            register(cluster, "wh_on", true);
            register(cluster, "wh_off", false);
            send(cluster, "wh_on", "dlv_kept", it -> it);
            send(
                    cluster,
                    "wh_on",
                    "dlv_gone",
                    it -> it.from(new RecordPlace(cluster.topics().events(), 0, 9_999)));
            send(cluster, "wh_off", "dlv_off", it -> it);
            send(cluster, "wh_deleted", "dlv_orphan", it -> it);
            record(cluster.settings(more), config);

            assertThat(resend(config, "dlv_kept")).as(err.toString()).isZero();
            assertThat(out.toString().lines())
                    .containsExactly("sent dlv_kept again to wh_on, resend 1");
            List<ConsumerRecord<byte[], byte[]>> sent = sent(cluster, "dlv_kept");
            assertThat(sent).hasSize(2);
            assertThat(DeliveryHeaders.text(sent.getLast().headers(), DeliveryHeaders.RESEND))
                    .contains("1");
            assertThat(sent.getLast().value()).isEqualTo(sent.getFirst().value());

            assertRefused(config, "dlv_gone", "no longer kept");
            assertRefused(config, "dlv_off", "its webhook wh_off is disabled");
            assertRefused(config, "dlv_orphan", "its webhook wh_deleted is deleted");
            assertRefused(config, "dlv_none", "the history knows no delivery dlv_none");
            for (String id : List.of("dlv_gone", "dlv_off", "dlv_orphan")) {
                assertThat(sent(cluster, id)).as(id).hasSize(1);
            }
        }
    }

    /// Has a service write the history, and stops it.
    private void record(Settings settings, Path config) {
        try (var _ = IngestService.start(settings, Meters.forProcess(), new Health())) {
            for (String id : List.of("dlv_kept", "dlv_gone", "dlv_off", "dlv_orphan")) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                run("deliveries", "show", id, "--config", config.toString()) == 0);
            }
        }
    }

    private void assertRefused(Path config, String id, String why) {
        assertThat(resend(config, id)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(complaints()).singleElement().asString().contains(id).contains(why);
    }

    /// What it has complained of; a slow machine also says what it waits for.
    private List<String> complaints() {
        return err.toString()
                .lines()
                .filter(it -> !it.startsWith("waiting for Kafka at "))
                .toList();
    }

    private int resend(Path config, String id) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return run("deliveries", "resend", id, "--config", config.toString());
    }

    private int run(String... words) {
        return Sahut.commands(
                        new Console(
                                new PrintWriter(out, true), new PrintWriter(err, true), Map.of()))
                .execute(words);
    }

    private static void register(TestCluster cluster, String id, boolean enabled) {
        cluster.register(WORKSPACE, new WebhookId(id), enabled, CREATED);
    }

    private static void send(
            TestCluster cluster, String webhook, String id, UnaryOperator<Delivery> change) {
        cluster.write(
                DeliveryRecords.write(
                        cluster.topics().deliveries(),
                        change.apply(
                                Delivery.first(
                                        new WebhookId(webhook),
                                        new DeliveryId(id),
                                        new EventId("evt_" + id),
                                        "contact.created",
                                        WORKSPACE.value(),
                                        CREATED,
                                        Optional.empty(),
                                        "{\"by\": \"hand\"}".getBytes(UTF_8)))));
    }

    private static List<ConsumerRecord<byte[], byte[]>> sent(TestCluster cluster, String id) {
        return cluster.read(cluster.topics().deliveries()).stream()
                .filter(it ->
                        DeliveryHeaders.text(it.headers(), DeliveryHeaders.DELIVERY_ID)
                                .equals(Optional.of(id)))
                .toList();
    }
}
