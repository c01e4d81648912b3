package id.sahut.webhooks.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sahut recover` as an operator uses it.
final class RecoverCommandIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    private static final Instant CREATED = Instant.parse("2026-11-27T08:00:00Z");
    private static final String SINCE = CREATED.minusSeconds(60).toString();

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static Map<String, String> history;
    private static Path config;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.start(folder.resolve("kafka"));
        history =
                Map.of(
                        "sahut.history.enabled",
                        "true",
                        "sahut.history.url",
                        "jdbc:sqlite:" + folder.resolve("history.db"));
        config =
                Files.writeString(
                        folder.resolve("sahut.properties"),
                        cluster.keys(history).entrySet().stream()
                                .map(it -> it.getKey() + "=" + it.getValue())
                                .collect(Collectors.joining("\n")));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void itShowsHowFarItHasComeUntilItIsOver() throws Exception {
        register("wh_on", true);
        fail("wh_on", 5);
        try (var _ =
                IngestService.start(cluster.settings(history), Meters.forProcess(), new Health())) {
            assertThat(run("wh_on", "--since", SINCE)).as(err.toString()).isZero();
        }

        List<String[]> lines = out.toString().lines().map(it -> it.split("\t", -1)).toList();
        assertThat(lines.getFirst()[0]).startsWith("rcv_");
        assertThat(List.of(lines.getLast()).subList(2, 6)).containsExactly("done", "5", "5", "0");
        assertThat(sentAgain("wh_on")).isEqualTo(5);

        assertThat(run("wh_on", "--list")).isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .startsWith(lines.getFirst()[0])
                .endsWith("\tdone\t5\t5\t0");
    }

    @Test
    void whatNobodyWorksOnCanBeListedAndStopped() {
        register("wh_idle", true);

        assertThat(run("wh_idle", "--since", SINCE, "--state", "missed", "--no-wait"))
                .as(err.toString())
                .isZero();
        String id = out.toString().split("\t", -1)[0];
        assertThat(out.toString()).endsWith("\twaiting\t0\t0\t0\n");

        assertThat(run("wh_idle", "--since", SINCE)).isEqualTo(1);
        assertThat(err.toString()).contains("another recovery of wh_idle is not finished");
        assertThat(run("wh_idle", "--stop", "rcv_none")).isEqualTo(1);
        assertThat(err.toString()).contains("wh_idle has no such recovery");
        assertThat(run("wh_idle", "--stop", id)).isZero();
        assertThat(out.toString()).contains("\tstopped\t");
    }

    @Test
    void whatIsWrongIsSaidInALine() {
        assertThat(run("wh_none", "--since", SINCE)).isEqualTo(1);
        assertThat(complaints()).containsExactly("sahut: there is no webhook wh_none");
        assertThat(run("wh_none", "--since", SINCE, "--state", "failed,lost")).isEqualTo(1);
        assertThat(complaints())
                .containsExactly(
                        "sahut: unknown states: lost; allowed are: delivered, waiting, retrying, deferred, failed, cancelled, expired, missed");
        assertThat(run("wh_none", "--since", SINCE, "--until", SINCE)).isEqualTo(1);
        assertThat(complaints()).containsExactly("sahut: --until must be later than --since");
        assertThat(run("wh_none")).isEqualTo(2);
        assertThat(run("wh_none", "--list", "--since", SINCE)).isEqualTo(2);
    }

    /// What it has complained of; a slow machine also says what it waits for.
    private List<String> complaints() {
        return err.toString()
                .lines()
                .filter(it -> !it.startsWith("waiting for Kafka at "))
                .toList();
    }

    private int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of("recover", "--config", config.toString()));
        all.addAll(List.of(words));
        return Sahut.commands(
                        new Console(
                                new PrintWriter(out, true), new PrintWriter(err, true), Map.of()))
                .execute(all.toArray(String[]::new));
    }

    private static void register(String id, boolean enabled) {
        cluster.register(WORKSPACE, new WebhookId(id), enabled, CREATED);
    }

    /// Deliveries that were made and given up.
    private static void fail(String webhook, int count) throws Exception {
        try (Producer<byte[], byte[]> producer = cluster.clients().producer()) {
            for (int i = 0; i < count; i++) {
                var delivery =
                        Delivery.first(
                                new WebhookId(webhook),
                                new DeliveryId("dlv_" + i),
                                new EventId("evt_" + i),
                                "contact.created",
                                WORKSPACE.value(),
                                CREATED.plusSeconds(i),
                                Optional.empty(),
                                "{}".getBytes(UTF_8));
                var at =
                        producer.send(
                                        DeliveryRecords.write(
                                                cluster.topics().deliveries(), delivery))
                                .get();
                producer.send(
                                DeliveryRecords.writeExpired(
                                        cluster.topics().expired(),
                                        delivery.from(
                                                new RecordPlace(
                                                        at.topic(), at.partition(), at.offset())),
                                        ExpiryReason.ATTEMPTS,
                                        CREATED.plus(Duration.ofHours(1))))
                        .get();
            }
        }
    }

    private static long sentAgain(String webhook) {
        return cluster.read(cluster.topics().deliveries()).stream()
                .filter(it -> new String(it.key(), UTF_8).equals(webhook))
                .filter(it ->
                        DeliveryHeaders.text(it.headers(), DeliveryHeaders.RESEND)
                                .equals(Optional.of("1")))
                .count();
    }
}
