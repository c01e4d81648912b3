package id.sahut.webhooks.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The scheduler with a real broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulerServiceIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(3);

    @TempDir private static Path folder;

    private TestCluster cluster;
    private final List<SchedulerService> running = new ArrayList<>();
    private PrometheusMeterRegistry meters = Meters.forProcess();
    private int alreadyDue;

    @BeforeAll
    void startCluster() {
        cluster = TestCluster.start(folder, "1s,3s");
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void noteWhatIsThere() {
        alreadyDue = cluster.read(cluster.topics().due()).size();
    }

    @AfterEach
    void stopAll() {
        running.forEach(SchedulerService::close);
        running.clear();
    }

    @Test
    void everyDeliveryIsForwardedOnceWithAllItHasAndNeverEarly() {
        start();
        for (int i = 0; i < 500; i++) {
            park(i % 2 == 0 ? "1s" : "3s", "wh_" + i % 30, "p" + i);
        }

        await().atMost(SOON).until(() -> due().size() == 500);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        assertNoneEarlyAndNoneLost(500);
        var one = due().getFirst();
        assertThat(new String(one.headers().lastHeader("delivery-id").value(), UTF_8))
                .startsWith("dlv_");
        assertThat(meters.scrape())
                .contains("sahut_parked{tier=\"1s\"}")
                .contains("sahut_overdue_seconds{tier=\"3s\"}");
    }

    @Test
    void whatFellDueWhileNoSchedulerRanIsForwardedAtOnceAfterwards() {
        start();
        running.removeFirst().close();
        for (int i = 0; i < 200; i++) {
            park("1s", "wh_" + i, "p" + i);
        }
        long lastDue =
                appendedMs("1s").values().stream().mapToLong(Long::longValue).max().orElseThrow()
                        + SHORT.toMillis();
        await().atMost(SOON).until(() -> System.currentTimeMillis() > lastDue);

        start();

        await().atMost(SOON).until(() -> due().size() == 200);
        assertNoneEarlyAndNoneLost(200);
    }

    @Test
    void schedulersThatJoinAndLeaveShareThePartitionsAndForwardEverythingOnce() {
        start();
        for (int i = 0; i < 600; i++) {
            park(i % 3 == 0 ? "3s" : "1s", "wh_" + i % 50, "p" + i);
            if (i == 200) {
                start();
            }
            if (i == 400) {
                running.removeFirst().close();
            }
        }

        await().atMost(SOON).until(() -> due().size() >= 600);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        assertNoneEarlyAndNoneLost(600);
    }

    @Test
    void aRecordThatIsTooLargeToBeHandedOnExpiresAndHoldsNothingUp() {
        start();
        var large =
                new ProducerRecord<>(
                        cluster.topics().prefix() + "deliveries.delay.1s",
                        "wh_large".getBytes(UTF_8),
                        new byte[4 * 1_024 * 1_024]);
        large.headers().add("delivery-id", "dlv_large".getBytes(UTF_8));
        cluster.writeLarge(large);
        park("1s", "wh_large", "behind");

        await().atMost(SOON).until(() -> due().size() == 1);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        assertThat(cluster.read(cluster.topics().expired()))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.value()).hasSize(64 * 1_024);
                    assertThat(new String(it.headers().lastHeader("last-error").value(), UTF_8))
                            .isEqualTo("too large to be handed on");
                });
        assertThat(meters.get("sahut.forwards.too.large").counter().count()).isEqualTo(1);
    }

    /// Some 50 of these fill what a partition reads ahead, so the others are read later, from where
    /// there was no more room.
    @Test
    void aPartitionWithMoreThanIsReadAheadIsForwardedWholeAndInItsOrder() {
        start();
        String payload = "p".repeat(4_096);
        for (int i = 0; i < 300; i++) {
            park("3s", "wh_deep", payload);
        }

        await().atMost(SOON).until(() -> due().size() >= 300);
        await().atMost(SOON).until(this::lag, lag -> lag == 0);
        assertNoneEarlyAndNoneLost(300);
        assertThat(idsOf("wh_deep", cluster.topics().due()))
                .isEqualTo(idsOf("wh_deep", cluster.topics().prefix() + "deliveries.delay.3s"));
    }

    private List<String> idsOf(String webhook, String topic) {
        return cluster.read(topic).stream()
                .filter(it -> webhook.equals(new String(it.key(), UTF_8)))
                .map(SchedulerServiceIT::id)
                .toList();
    }

    private void assertNoneEarlyAndNoneLost(int expected) {
        var due = due();
        assertThat(due).hasSize(expected);
        Map<String, Long> appended = new java.util.HashMap<>(appendedMs("1s"));
        Map<String, Long> appendedLong = appendedMs("3s");
        for (var record : due) {
            String id = id(record);
            boolean isLong = appendedLong.containsKey(id);
            long dueMs =
                    isLong
                            ? appendedLong.getOrDefault(id, 0L) + LONG.toMillis()
                            : appended.getOrDefault(id, Long.MAX_VALUE / 2) + SHORT.toMillis();
            assertThat(record.timestamp()).as("%s is not early", id).isGreaterThanOrEqualTo(dueMs);
        }
        assertThat(due.stream().map(SchedulerServiceIT::id).distinct()).hasSize(expected);
    }

    private void start() {
        Settings settings = cluster.settings(Map.of());
        var health = new Health();
        meters = Meters.forProcess();
        running.add(SchedulerService.start(settings, meters, health));
        await().atMost(SOON).until(() -> health.readiness().isWell());
    }

    private void park(String tier, String webhook, String payload) {
        var record =
                new ProducerRecord<byte[], byte[]>(
                        cluster.topics().prefix() + "deliveries.delay." + tier,
                        webhook.getBytes(UTF_8),
                        payload.getBytes(UTF_8));
        record.headers().add("delivery-id", ("dlv_" + java.util.UUID.randomUUID()).getBytes(UTF_8));
        cluster.write(record);
    }

    private List<ConsumerRecord<byte[], byte[]>> due() {
        var all = cluster.read(cluster.topics().due());
        all.sort(java.util.Comparator.comparingLong(ConsumerRecord::timestamp));
        return all.subList(alreadyDue, all.size());
    }

    private Map<String, Long> appendedMs(String tier) {
        return cluster.read(cluster.topics().prefix() + "deliveries.delay." + tier).stream()
                .collect(toMap(SchedulerServiceIT::id, ConsumerRecord::timestamp));
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("delivery-id").value(), UTF_8);
    }

    private long lag() throws ExecutionException, InterruptedException {
        return cluster.lag("sahut.retry-scheduler");
    }
}
