package id.sahut.webhooks.scheduler.tier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.time.Clocks;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A scheduler whose Kafka goes away while it is about to forward.
final class KafkaAwayIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration STOPPED = Duration.ofSeconds(15);
    private static final Duration DELAY = Duration.ofMinutes(10);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong aheadMs = new AtomicLong();
    private final AtomicLong aheadNanos = new AtomicLong();
    private final TestCluster cluster;
    private final GroupLoop scheduler;

    KafkaAwayIT(@TempDir Path folder) {
        this.cluster = TestCluster.start(folder, "10m");
        InstantSource clock =
                () -> Instant.ofEpochMilli(System.currentTimeMillis() + aheadMs.get());
        this.scheduler =
                Scheduler.start(
                        cluster.settings(Map.of()),
                        cluster.clients(),
                        "test",
                        meters,
                        new Clocks(clock, () -> System.nanoTime() + aheadNanos.get()));
    }

    @AfterEach
    void stop() {
        scheduler.close();
        cluster.close();
    }

    @Test
    void itIsAliveWhileItsTransactionWaitsForKafkaAndStopsWhenItIsTold() {
        parkAndTakeKafkaAway();

        for (int i = 0; i < 3; i++) {
            // as if another six minutes had gone by: only a beat since then makes it well
            aheadNanos.addAndGet(Duration.ofMinutes(6).toNanos());
            assertThat(scheduler.liveness()).isPresent();
            await().atMost(SOON).until(() -> scheduler.liveness().isEmpty());
        }
        assertThat(CompletableFuture.runAsync(scheduler::close)).succeedsWithin(STOPPED);
        assertThat(meters.get("sahut.forwards.aborted").counter().count()).isEqualTo(1);
        assertThat(scheduler.failure()).isNotDone();
    }

    @Test
    void itGoesOnWhereItWasWhenKafkaIsBack() {
        parkAndTakeKafkaAway();

        cluster.startBroker();

        await().atMost(SOON.multipliedBy(2))
                .until(() -> cluster.read(cluster.topics().due()).size() == 1);
    }

    /// One delivery, read ahead, and due once Kafka can't take it.
    private void parkAndTakeKafkaAway() {
        await().atMost(SOON).until(() -> scheduler.readiness().isEmpty());
        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().prefix() + "deliveries.delay.10m",
                        "wh_1".getBytes(UTF_8),
                        "payload".getBytes(UTF_8)));
        await().atMost(SOON).until(() -> meters.get("sahut.parked").gauge().value() == 1);
        cluster.stopBroker();
        aheadMs.set(DELAY.toMillis() + 1);
    }
}
