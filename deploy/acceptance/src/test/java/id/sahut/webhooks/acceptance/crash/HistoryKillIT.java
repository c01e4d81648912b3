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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Two processes read into one PostgreSQL, and are killed while they do; the database goes away for
/// a while, too.
final class HistoryKillIT {

    private static final int DELIVERIES = 30_000;
    private static final int KILLS = Integer.getInteger("sahut.history.kills", 2);
    private static final Duration SOON = Duration.ofMinutes(2);

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
                running.add(services.start("ingest-service", history));
                running.getLast().awaitReady();
            }
            var written = new AtomicInteger();
            Thread load = Thread.ofPlatform().start(() -> write(services.bootstrap(), written));
            for (int i = 0; i < KILLS; i++) {
                int share = DELIVERIES * (i + 1) / (KILLS + 2) + random.nextInt(500);
                await().atMost(SOON).until(() -> written.get() >= share);
                running.remove(random.nextInt(2)).process().killHard();
                running.add(services.start("ingest-service", history));
                running.getLast().awaitReady();
            }
            postgres.stop();
            await().atMost(SOON).until(() -> running.stream().allMatch(HistoryKillIT::isDegraded));
            postgres.start();
            load.join();

            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> count(url, "attempt") >= DELIVERIES);
            assertThat(count(url, "attempt")).isEqualTo(DELIVERIES);
            assertThat(count(url, "delivery")).isEqualTo(DELIVERIES);
            assertThat(count(url, "delivery WHERE state = 1")).isEqualTo(DELIVERIES);
            await().atMost(SOON).until(() -> running.stream().noneMatch(HistoryKillIT::isDegraded));
        }
    }

    private static boolean isDegraded(Services.Running ingest) {
        return ingest.health().contains("degraded");
    }

    private static void write(String bootstrap, AtomicInteger written) {
        var settings =
                Settings.load(
                        Optional.empty(), Map.of(), Map.of("kafka.bootstrap.servers", bootstrap));
        var topics = settings.topics();
        var kafka = new KafkaClients(settings.kafka(), Optional.empty());
        try (var producer = kafka.producer()) {
            for (int i = 0; i < DELIVERIES; i++) {
                var webhook = new WebhookId("wh_" + i % 40);
                var event = new EventId("evt_" + i);
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
                if (i % 100 == 0) {
                    producer.flush();
                    written.set(i);
                }
            }
            producer.flush();
            written.set(DELIVERIES);
        }
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
