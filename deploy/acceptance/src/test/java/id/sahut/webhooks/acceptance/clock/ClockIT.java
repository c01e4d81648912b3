package id.sahut.webhooks.acceptance.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.guarantee.NeverEarly;
import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.NothingTwice;
import id.sahut.webhooks.acceptance.process.AgentJar;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Each service's clock is set an hour ahead, then an hour behind, then right again, while the
/// others' stay as they are. Every delivery fails once.
@EnabledIfSystemProperty(named = "sahut.acceptance.long", matches = "true")
final class ClockIT {

    private static final Duration AHEAD = Duration.ofHours(1);
    private static final Duration BEHIND = AHEAD.negated();
    private static final Duration NEAR = Duration.ofMinutes(5);
    private static final int EVENTS = 10;
    private static final Duration TO_END = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void nothingIsLostOrSentTwice(@TempDir Path folder) {
        Path agent = AgentJar.build(folder, ClockAgent.class);
        Services.ALL.forEach(it -> set(folder, it, Duration.ZERO));
        try (var services = Services.withTopics()) {
            var running =
                    Services.ALL.stream()
                            .map(it ->
                                    services.start(
                                            it,
                                            List.of(
                                                    "-javaagent:%s=%s"
                                                            .formatted(agent, folder.resolve(it)))))
                            .toList();
            running.forEach(Services.Running::awaitReady);
            try (var stage = new Stage(services.bootstrap(), running.getFirst().httpPort())) {
                Subscription fannedOut = subscribe(stage, "ingest");
                for (Duration step : List.of(AHEAD, BEHIND)) {
                    set(folder, "ingest", step);
                    until("registered", fannedOut, stage, () -> isRegistered(stage, step));
                }
                set(folder, "ingest", Duration.ZERO);

                Subscription sent = subscribe(stage, "dispatcher");
                for (Duration step : List.of(AHEAD, BEHIND)) {
                    set(folder, "dispatcher", step);
                    until("signed", sent, stage, () -> isSigned(stage, sent, step));
                }
                set(folder, "dispatcher", Duration.ZERO);

                new NothingLost(stage, List.of(fannedOut, sent)).awaitAllEnded(TO_END);
                var _ = new NeverEarly(SharedUp.DELAYS).judge(stage.receiver().posts());

                Subscription retried = subscribe(stage, "scheduler");
                set(folder, "scheduler", AHEAD);
                until("tried again too early", retried, stage, () -> isEarly(stage, retried));
                set(folder, "scheduler", BEHIND);
                Subscription late = subscribe(stage, "late");
                publish(stage, late);
                await("nothing is tried again")
                        .atMost(SOON)
                        .during(SharedUp.DELAYS.getFirst().multipliedBy(3))
                        .until(() -> stage.receiver().posts(late.path()).size() <= EVENTS);
                set(folder, "scheduler", Duration.ZERO);

                var nothingLost = new NothingLost(stage, List.of(fannedOut, sent, retried, late));
                nothingLost.awaitAllEnded(TO_END);
                assertThat(nothingLost.judge()).as("expired").isZero();
                NothingTwice.judge(stage.receiver().posts());
                var _ = new NeverEarly(SharedUp.DELAYS).judge(stage.receiver().posts(late.path()));
                running.forEach(it -> assertThat(it.process().isAlive()).isTrue());
            }
        }
    }

    private static Subscription subscribe(Stage stage, String name) {
        return stage.subscribe("/clock-" + name, Script.byAttempt(503, 200));
    }

    /// Publishes until the step can be seen: the agent takes a moment.
    private static void until(
            String what, Subscription webhook, Stage stage, BooleanSupplier isSeen) {
        await("some are " + what)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    publish(stage, webhook);
                    return isSeen.getAsBoolean();
                });
    }

    private static void publish(Stage stage, Subscription webhook) {
        for (int i = 0; i < EVENTS; i++) {
            var _ = stage.publish(stage.newMessage(webhook.workspace()));
        }
    }

    private static boolean isRegistered(Stage stage, Duration step) {
        var _ = subscribe(stage, "new");
        return stage.kafka().readAll("sahut.webhooks").stream()
                .map(it -> JsonMapper.shared().readTree(it.value()).get("created_at").asString())
                .anyMatch(it -> isNear(Instant.parse(it), step));
    }

    private static boolean isSigned(Stage stage, Subscription webhook, Duration step) {
        return stage.receiver().posts(webhook.path()).stream()
                .map(it -> Instant.ofEpochSecond(Long.parseLong(it.header("webhook-timestamp"))))
                .anyMatch(it -> isNear(it, step));
    }

    private static boolean isNear(Instant time, Duration step) {
        return Duration.between(Instant.now().plus(step), time).abs().compareTo(NEAR) < 0;
    }

    private static boolean isEarly(Stage stage, Subscription webhook) {
        List<Post> posts = stage.receiver().posts(webhook.path());
        return posts.stream()
                .filter(it -> it.attempt() == 2)
                .anyMatch(retry ->
                        posts.stream()
                                .filter(it -> it.attempt() == 1)
                                .filter(it -> it.deliveryId().equals(retry.deliveryId()))
                                .anyMatch(it ->
                                        retry.arrivedNanos() - it.arrivedNanos()
                                                < SharedUp.DELAYS.getFirst().toNanos()));
    }

    private static void set(Path folder, String service, Duration step) {
        try {
            Path file = folder.resolve(service + ".new");
            Files.writeString(file, String.valueOf(step.toSeconds()));
            Files.move(
                    file,
                    folder.resolve(service),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
