package id.sahut.webhooks.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.guarantee.NeverEarly;
import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.NothingTwice;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.OpenLoop;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The only broker dies, and is away for a while: `-Dsahut.acceptance.away=120` for more seconds.
@EnabledIfSystemProperty(named = "sahut.acceptance.long", matches = "true")
final class KafkaAwayIT {

    private static final Duration AWAY =
            Duration.ofSeconds(Integer.getInteger("sahut.acceptance.away", 12));
    private static final int PER_SECOND = 100;

    /// In flight when Kafka dies: it ends while Kafka is away.
    private static final Duration SLOW = Duration.ofSeconds(3);

    /// When no outcome can be written any more it takes so long at most until no attempt begins
    /// freely: 200 ms, and with two cores for everything the time to notice.
    private static final Duration TO_STOP = Duration.ofSeconds(1);

    /// What is left of these may begin after that.
    private static final int A_COMMIT_LETS_THROUGH = 256;

    private static final long MAX_LIVE_BYTES = 64L * 1024 * 1024;

    @Test
    void servicesWaitForItAndGoOnByThemselves() throws InterruptedException {
        try (var services = Services.withTopics()) {
            var running = Services.ALL.stream().map(services::start).toList();
            running.forEach(Services.Running::awaitReady);
            try (var stage = new Stage(services.bootstrap(), running.getFirst().httpPort())) {
                var webhooks = subscribe(stage);
                var enough = new AtomicBoolean();
                Thread load =
                        OpenLoop.inBackground(
                                PER_SECOND,
                                enough::get,
                                (number, _) -> {
                                    var to = webhooks.get((int) (number % webhooks.size()));
                                    var _ = stage.publish(stage.newMessage(to.workspace()));
                                });
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> stage.receiver().posts().size() >= 10 * PER_SECOND);

                services.killBroker();
                long died = System.nanoTime();
                awaitNotReady(running.subList(1, running.size()));
                assertThat(SahutProcess.isReady(running.getFirst().httpPort()))
                        .as("the API goes on with reads")
                        .isTrue();
                await("the time that Kafka is away")
                        .atMost(AWAY.plusSeconds(10))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> System.nanoTime() - died >= AWAY.toNanos());
                for (var it : running) {
                    assertThat(it.process().isAlive()).as(it.process()::stderr).isTrue();
                    assertThat(it.process().liveHeapBytes()).isLessThan(MAX_LIVE_BYTES);
                }
                List<Post> meanwhile =
                        stage.receiver().posts().stream()
                                .filter(it -> it.arrivedNanos() - died > TO_STOP.toNanos())
                                .toList();
                assertThat(meanwhile)
                        .as("attempts whose outcome can't be recorded")
                        .hasSizeLessThanOrEqualTo(A_COMMIT_LETS_THROUGH);

                long back = System.nanoTime();
                services.startBroker();
                running.forEach(Services.Running::awaitReady);
                Duration toReady = Duration.ofNanos(System.nanoTime() - back);
                enough.set(true);
                load.join();
                judge(stage, webhooks, died, toReady);
            }
        }
    }

    private static void awaitNotReady(List<Services.Running> running) {
        await("each of them says that it is not ready")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    for (var it : running) {
                        if (SahutProcess.isReady(it.httpPort())) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static void judge(
            Stage stage, List<Subscription> webhooks, long died, Duration toReady) {
        var nothingLost = new NothingLost(stage, webhooks);
        nothingLost.awaitAllEnded(Duration.ofMinutes(2));
        List<Post> posts = stage.receiver().posts();
        assertThat(nothingLost.judge()).as("expired").isZero();
        NothingTwice.judge(posts);
        var _ = new NeverEarly(SharedUp.DELAYS).judge(posts);
        long inFlight =
                posts.stream()
                        .filter(it -> it.arrivedNanos() - died <= 0)
                        .filter(it ->
                                it.answered().filter(end -> end.nanos() - died > 0).isPresent())
                        .count();
        assertThat(inFlight).as("in flight when Kafka died").isPositive();
        Figures.print(
                "Kafka away for %d s: %d in flight then, made once each; ready again %d ms after its start began; %d POSTs, none twice"
                        .formatted(AWAY.toSeconds(), inFlight, toReady.toMillis(), posts.size()));
    }

    private static List<Subscription> subscribe(Stage stage) {
        var webhooks = new ArrayList<Subscription>();
        webhooks.add(stage.subscribe("/fails-once", Script.byAttempt(503, 200)));
        webhooks.add(stage.subscribe("/slow", Script.always(new Answer.Late(200, SLOW))));
        for (int i = 0; i < 4; i++) {
            webhooks.add(stage.subscribe("/well-" + i, Script.always(204)));
        }
        return List.copyOf(webhooks);
    }
}
