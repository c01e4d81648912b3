package id.sahut.webhooks.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryReading;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sahut redrive` and `sahut replay` as an operator uses them.
final class ReplayCommandsIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    private static final Instant CREATED = Instant.parse("2026-11-27T08:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private TestCluster cluster;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() {
        cluster = TestCluster.start(folder.resolve("kafka"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whatWasGivenUpIsSentAgainOnceWhateverIsSelected() {
        expire("wh_a", 3, ExpiryReason.ATTEMPTS);
        expire("wh_b", 2, ExpiryReason.BACKLOG);
        expire("wh_b", 1, ExpiryReason.UNREADABLE);

        assertThat(run("redrive", "--dry-run")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo("5 deliveries would be sent again\n");
        assertThat(deliveries()).isEmpty();

        assertThat(run("redrive", "--webhook", "wh_a")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo("3 deliveries were sent again\n");
        assertThat(deliveries())
                .allSatisfy(it -> {
                    Delivery again = read(it);
                    assertThat(again.id()).isEqualTo(new DeliveryId("dlv_wh_a_" + index(again)));
                    assertThat(again.resend()).isEqualTo(1);
                    assertThat(again.attempt()).isZero();
                })
                .hasSize(3);

        assertThat(run("redrive", "--dry-run")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        2 deliveries would be sent again
                        3 had been sent again before, and were left out (see --again)
                        """);
        assertThat(run("redrive", "--reason", "backlog")).isZero();
        assertThat(out.toString()).isEqualTo("2 deliveries were sent again\n");
        assertThat(run("redrive")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        0 deliveries were sent again
                        5 had been sent again before, and were left out (see --again)
                        """);
        assertThat(deliveries()).hasSize(5);

        expire("wh_a", 1, ExpiryReason.LOCKED);
        assertThat(run("redrive")).isZero();
        assertThat(out.toString()).isEqualTo("1 deliveries were sent again\n");
        assertThat(run("redrive")).isZero();
        assertThat(out.toString()).isEqualTo("0 deliveries were sent again\n");
        assertThat(err.toString()).contains("a run before has sent everything (see --again)");

        assertThat(run("redrive", "--again", "--rate", "10000")).isZero();
        assertThat(out.toString()).isEqualTo("6 deliveries were sent again\n");
    }

    @Test
    void aPositionThatAnotherToolHasMovedIsNotGuessedAbout() throws Exception {
        expire("wh_a", 3, ExpiryReason.ATTEMPTS);
        assertThat(run("redrive")).as(err.toString()).isZero();
        try (var admin = cluster.clients().admin()) {
            String group =
                    admin.listGroups().all().get().stream()
                            .map(GroupListing::groupId)
                            .filter(it -> it.startsWith("sahut.replay.expired."))
                            .findFirst()
                            .orElseThrow();
            var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, _) -> moved.put(partition, new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(group, moved).all().get();

            assertThat(run("redrive")).isEqualTo(1);
            assertThat(err.toString()).startsWith("sahut: the position of " + group + " was moved");
        }
        assertThat(deliveries()).hasSize(3);
        assertThat(run("redrive", "--again")).isZero();
        assertThat(out.toString()).isEqualTo("3 deliveries were sent again\n");
    }

    @Test
    void eventsMakeTheirDeliveriesAgainForWhoWantsThemNow() throws Exception {
        register("wh_first");
        for (int i = 0; i < 3; i++) {
            publish(WORKSPACE.value());
        }
        publish("ws_other");
        fanOut();
        List<DeliveryId> first = deliveries().stream().map(it -> read(it).id()).toList();
        assertThat(first).hasSize(3);
        register("wh_second");
        String since = CREATED.toString();

        assertThat(run("replay", "--since", since, "--dry-run")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo("6 deliveries would be sent again\n");
        assertThat(run("replay", "--since", since, "--webhook", "wh_first")).isZero();
        assertThat(out.toString()).isEqualTo("3 deliveries were sent again\n");
        List<ConsumerRecord<byte[], byte[]>> again = deliveries().subList(3, 6);
        assertThat(again)
                .allSatisfy(it ->
                        assertThat(DeliveryHeaders.text(it.headers(), DeliveryHeaders.AGAIN))
                                .contains("replay"));
        assertThat(again.stream().map(it -> read(it).id()).toList())
                .containsExactlyInAnyOrderElementsOf(first);

        publish(WORKSPACE.value());
        fanOut();
        int before = deliveries().size();
        assertThat(run("replay", "--since", since, "--webhook", "wh_first")).isZero();
        assertThat(out.toString()).isEqualTo("0 deliveries were sent again\n");
        assertThat(err.toString()).contains("a run before has sent everything (see --again)");
        assertThat(deliveries()).hasSize(before);
        assertThat(run("replay", "--since", since, "--webhook", "wh_first", "--again")).isZero();
        assertThat(out.toString()).isEqualTo("4 deliveries were sent again\n");
        assertThat(
                        run(
                                "replay",
                                "--since",
                                since,
                                "--until",
                                CREATED.plusSeconds(1).toString(),
                                "--dry-run"))
                .isZero();
        assertThat(out.toString()).isEqualTo("0 deliveries would be sent again\n");

        long begin = System.nanoTime();
        assertThat(run("replay", "--since", since, "--rate", "1")).isZero();
        assertThat(out.toString()).isEqualTo("8 deliveries were sent again\n");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("two deliveries of each event count as two")
                .isGreaterThan(Duration.ofSeconds(7));
    }

    @Test
    void whatIsWrongIsSaidInALine() {
        assertThat(run("redrive", "--rate", "0")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("sahut: --rate is 1 to 10000, not 0\n");
        assertThat(run("redrive", "--reason", "unreadable")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "sahut: --reason is one of attempts, backlog, disabled, locked, not 'unreadable'\n");
        assertThat(run("redrive", "--event", "a b")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("sahut: 'a b' is no event type\n");
        String noon = CREATED.toString();
        assertThat(run("replay", "--since", noon, "--until", noon)).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("sahut: --until must be later than --since\n");
        assertThat(run("replay")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required option: '--since=TIME'");
    }

    private int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of(words));
        if (words.length > 0) {
            all.addAll(1, List.of("--bootstrap", cluster.clients().settings().bootstrapServers()));
        }
        return Sahut.commands(
                        new Console(
                                new PrintWriter(out, true), new PrintWriter(err, true), Map.of()))
                .execute(all.toArray(String[]::new));
    }

    private List<ConsumerRecord<byte[], byte[]>> deliveries() {
        return cluster.read(cluster.topics().deliveries()).stream()
                .sorted((a, b) -> Long.compare(a.timestamp(), b.timestamp()))
                .toList();
    }

    private static Delivery read(ConsumerRecord<byte[], byte[]> record) {
        var records = new DeliveryRecords(new EventReader(EventCatalogue.builtIn(), 1 << 20), 5);
        return records.read(record) instanceof DeliveryReading.Readable(Delivery it, var _)
                ? it
                : org.junit.jupiter.api.Assertions.fail("unreadable");
    }

    private static String index(Delivery delivery) {
        String id = delivery.id().value();
        return id.substring(id.length() - 1);
    }

    /// Deliveries that were made and given up.
    private void expire(String webhook, int count, ExpiryReason reason) {
        for (int i = 0; i < count; i++) {
            var delivery =
                    Delivery.first(
                            new WebhookId(webhook),
                            new DeliveryId("dlv_%s_%d".formatted(webhook, i)),
                            new EventId("evt_" + i),
                            "contact.created",
                            WORKSPACE.value(),
                            CREATED,
                            Optional.empty(),
                            "{}".getBytes(UTF_8));
            cluster.write(
                    DeliveryRecords.writeExpired(
                            cluster.topics().expired(), delivery, reason, CREATED));
        }
    }

    private void register(String id) {
        cluster.register(WORKSPACE, new WebhookId(id), true, CREATED);
    }

    private void publish(String workspace) {
        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().events(),
                        workspace.getBytes(UTF_8),
                        """
                        {"event":"contact.created","workspace_id":"%s","timestamp":"2024-03-15T08:30:00Z","data":{}}\
                        """
                                .formatted(workspace)
                                .getBytes(UTF_8)));
    }

    private void fanOut() throws Exception {
        try (var _ =
                IngestService.start(
                        cluster.settings(Map.of()), Meters.forProcess(), new Health())) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() ->
                            cluster.lag("sahut.fan-out") == 0
                                    && cluster.read(cluster.topics().events()).size()
                                            == committed());
        }
    }

    private long committed() throws Exception {
        try (var admin = cluster.clients().admin()) {
            return admin
                    .listConsumerGroupOffsets("sahut.fan-out")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(it -> it.offset())
                    .sum();
        }
    }
}
