package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A history whose database does not do what it should: events are taken and fanned out as ever,
/// health says what is wrong, and nothing is missing afterwards.
class HistoryTroubleIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    /// What each case writes: more than a small disk takes.
    private static final int MANY = 8_000;

    @TempDir private static Path folder;
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"), "5s");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aLockedFileIsWaitedForWhileTheRestGoesOn() throws SQLException {
        Path file = folder.resolve("locked.db");
        try (var trouble = new Trouble("ws_locked", file)) {
            var many = FailedDeliveries.write(cluster, trouble.webhook, "message.created", 10);
            trouble.awaitFailed(10);

            try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                var _ = FailedDeliveries.write(cluster, trouble.webhook, "message.created", 10);
                trouble.awaitProblem("locked");
                trouble.assertFansOut();
                statement.execute("ROLLBACK");
            }

            trouble.awaitFailed(20);
            trouble.awaitWell();
            assertThat(many).hasSize(10);
        }
    }

    @Test
    void aFullDiskIsWaitedForWhileTheRestGoesOn() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(mount(disk, "size=1m"))
                .as("skipped: only who may mount a small disk can fill it")
                .isTrue();
        try (var trouble = new Trouble("ws_full", disk.resolve("full.db"))) {
            var _ = FailedDeliveries.write(cluster, trouble.webhook, "message.created", MANY);

            trouble.awaitProblem("full");
            trouble.assertFansOut();

            assertThat(mount(disk, "remount,size=256m")).isTrue();
            trouble.awaitFailed(MANY);
            trouble.awaitWell();
        } finally {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean mount(Path disk, String options) {
        return run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString());
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A service with a history of its own in a file, and a webhook.
    private static final class Trouble implements AutoCloseable {

        private final ApiCaller caller;
        private final String workspace;
        private final String key;
        private final WebhookId webhook;

        Trouble(String workspace, Path file) {
            this.workspace = workspace;
            key = ApiCaller.newKey(cluster, new WorkspaceId(workspace));
            caller =
                    ApiCaller.start(
                            cluster.settings(
                                    Map.of(
                                            "sahut.history.enabled",
                                            "true",
                                            "sahut.history.url",
                                            "jdbc:sqlite:" + file)));
            caller.awaitKnows(key);
            webhook = caller.register(key);
        }

        /// Until health says so and deliveries can't be asked for, or only as they were.
        void awaitProblem(String what) {
            await().atMost(SOON)
                    .until(() -> caller.get(key, "/health/ready").body().contains(what));
            var health = caller.get(key, "/health/ready");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("degraded").contains("\"history\":");
        }

        void awaitWell() {
            await().atMost(SOON)
                    .until(() -> !caller.get(key, "/health/ready").body().contains("degraded"));
        }

        /// An event that is published now is delivered as soon as ever.
        void assertFansOut() {
            long before = delivered();
            for (int i = 0; i < 50; i++) {
                var published =
                        caller.post(
                                key,
                                "/v1/events",
                                """
                                {"event": "message.created", "workspace_id": "%s",
                                 "timestamp": "2026-11-27T08:00:00Z", "data": {"number": %d}}
                                """
                                        .formatted(workspace, i)
                                        .getBytes(UTF_8),
                                Optional.empty());
                assertThat(published.statusCode()).as(published.body()).isEqualTo(202);
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> delivered() == before + 50);
        }

        private long delivered() {
            return cluster.read(cluster.topics().deliveries()).stream()
                    .filter(it -> new String(it.key(), UTF_8).equals(webhook.value()))
                    .count();
        }

        void awaitFailed(int count) {
            await().atMost(SOON).until(() -> failed() == count);
        }

        private int failed() {
            Instant first = FailedDeliveries.first();
            var answer =
                    caller.get(
                            key,
                            "/v1/webhooks/%s/stats?from=%s&to=%s&step=1d"
                                    .formatted(webhook, first, first.plus(1, ChronoUnit.DAYS)));
            return answer.statusCode() == 200
                    ? Api.data(answer).path("deliveries").path("failed").asInt()
                    : 0;
        }

        @Override
        public void close() {
            caller.close();
        }
    }
}
