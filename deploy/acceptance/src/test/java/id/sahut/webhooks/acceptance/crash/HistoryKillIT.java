package id.sahut.webhooks.acceptance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/// Two processes read into one PostgreSQL, and are killed while they do; the database goes away for
/// a while, too.
final class HistoryKillIT {

    private static final int KILLS = Integer.getInteger("sahut.history.kills", 2);

    /// Deliveries that are written at once, and how long until the next.
    private static final int BATCH = 50;

    private static final Duration BREATH = Duration.ofMillis(40);

    /// Deliveries between two kills, at most as many more.
    private static final int APART = 2_000;

    private static final Duration SOON = Duration.ofMinutes(2);

    /// Asked every 5 s; this machine is busy.
    private static final Duration NOTICED = Duration.ofSeconds(20);

    @Test
    void whoeverIsKilledTheHistoryEndsCompleteAndWithoutADoubleRow() throws Exception {
        Optional<Path> programs = TestPostgres.installed();
        if (programs.isEmpty()) {
            System.err.println("no PostgreSQL is installed: nobody is killed while writing to one");
        }
        assumeThat(programs).as("PostgreSQL is installed").isPresent();
        long seed = RandomGenerator.getDefault().nextLong(1 << 20);
        Figures.print("history kills=%d seed=%d".formatted(KILLS, seed));
        var random = new Random(seed);
        try (var postgres = TestPostgres.start(programs.orElseThrow());
                var services = Services.withTopics()) {
            String url = postgres.database("history");
            Map<String, String> history =
                    Map.of(
                            "sahut.history.enabled",
                            "true",
                            "sahut.history.url",
                            url,
                            "sahut.history.user",
                            postgres.user());
            var running = new ArrayList<Services.Running>();
            for (int i = 0; i < 2; i++) {
                running.add(services.start("ingest", history));
                running.getLast().awaitReady();
            }
            var written = new AtomicInteger();
            var isEnough = new AtomicBoolean();
            Thread load =
                    Thread.ofPlatform()
                            .start(() -> write(services.bootstrap(), written, isEnough::get));
            for (int i = 0; i < KILLS; i++) {
                int next = written.get() + APART + random.nextInt(APART);
                await().atMost(SOON).until(() -> written.get() >= next);
                running.remove(random.nextInt(2)).process().killHard();
                running.add(services.start("ingest", history));
                running.getLast().awaitReady();
            }
            postgres.stop();
            await("both say that the database has gone, whether they have partitions or not")
                    .atMost(NOTICED)
                    .until(() -> running.stream().allMatch(HistoryKillIT::isDegraded));
            postgres.start();
            isEnough.set(true);
            load.join();

            int all = written.get();
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> count(url, "attempt") >= all);
            assertThat(count(url, "attempt")).isEqualTo(all);
            assertThat(count(url, "delivery")).isEqualTo(all);
            assertThat(count(url, "delivery WHERE state = 1")).isEqualTo(all);
            await().atMost(SOON).until(() -> running.stream().noneMatch(HistoryKillIT::isDegraded));
            Figures.print("history deliveries=%d, each once".formatted(all));
        }
    }

    private static boolean isDegraded(Services.Running ingest) {
        return ingest.health().contains("degraded");
    }

    private static void write(String bootstrap, AtomicInteger written, BooleanSupplier isEnough) {
        var settings =
                Settings.load(
                        Optional.empty(), Map.of(), Map.of("kafka.bootstrap.servers", bootstrap));
        var kafka = new KafkaClients(settings.kafka(), Optional.empty());
        try (var producer = kafka.producer()) {
            while (!isEnough.getAsBoolean()) {
                for (int i = written.get(); i < written.get() + BATCH; i++) {
                    send(i, settings.topics(), producer);
                }
                producer.flush();
                written.addAndGet(BATCH);
                LockSupport.parkNanos(BREATH.toNanos());
            }
        }
    }

    private static void send(int number, TopicNames topics, Producer<byte[], byte[]> producer) {
        var webhook = new WebhookId("wh_" + number % 40);
        var event = new EventId("evt_" + number);
        var delivery =
                Delivery.first(
                        webhook,
                        DerivedIds.delivery(event, webhook),
                        event,
                        "message.created",
                        "ws_1",
                        Instant.now(),
                        Optional.empty(),
                        "{}".getBytes(UTF_8));
        var _ = producer.send(DeliveryRecords.write(topics.deliveries(), delivery));
        var _ = producer.send(delivered(delivery).write(topics.attempts()));
    }

    private static AttemptRecord delivered(Delivery delivery) {
        return new AttemptRecord(
                delivery.id().value(),
                delivery.eventId().value(),
                "message.created",
                delivery.webhookId().value(),
                "ws_1",
                1,
                "delivered",
                200,
                "answered 200",
                delivery.createdAt(),
                5,
                "",
                "none",
                null,
                0,
                delivery.createdAt(),
                null);
    }

    private static long count(String url, String rows) throws SQLException {
        try (var connection = DriverManager.getConnection(url, "postgres", "");
                var statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT count(*) FROM " + rows)) {
            return found.next() ? found.getLong(1) : -1;
        }
    }
}
