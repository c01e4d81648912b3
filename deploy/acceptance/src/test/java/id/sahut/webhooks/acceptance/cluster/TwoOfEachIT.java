package id.sahut.webhooks.acceptance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.guarantee.NeverEarly;
import id.sahut.webhooks.acceptance.guarantee.NeverMoreThanSix;
import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.NothingShown;
import id.sahut.webhooks.acceptance.guarantee.NothingTwice;
import id.sahut.webhooks.acceptance.guarantee.SignedRight;
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

/// Three services as three processes, then two of each, then the second of each alone; events come
/// all the time.
final class TwoOfEachIT {

    private static final int PER_SECOND = 100;

    /// Enough to be sure that it goes on: a few hundred deliveries, retries among them.
    private static final int GOES_ON = 3 * PER_SECOND;

    @Test
    void stoppingOneOfEachGracefullyLosesAndRepeatsNothing() throws InterruptedException {
        try (var services = Services.withTopics()) {
            var first = Services.ALL.stream().map(services::start).toList();
            first.forEach(Services.Running::awaitReady);
            try (var stage = new Stage(services.bootstrap(), first.getFirst().httpPort())) {
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
                awaitMore(stage, "with one of each");

                var second = Services.ALL.stream().map(services::start).toList();
                second.forEach(Services.Running::awaitReady);
                awaitMore(stage, "with two of each");

                for (int i = 0; i < Services.ALL.size(); i++) {
                    long begin = System.nanoTime();
                    first.get(i).stop();
                    long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
                    awaitMore(
                            stage,
                            "after %s was stopped in %d ms".formatted(Services.ALL.get(i), took));
                }
                enough.set(true);
                load.join();
                judge(stage, webhooks);
            }
        }
    }

    private static void judge(Stage stage, List<Subscription> webhooks) {
        var nothingLost = new NothingLost(stage, webhooks);
        nothingLost.awaitAllEnded(Duration.ofSeconds(40));
        List<Post> posts = stage.receiver().posts();
        assertThat(nothingLost.judge()).as("expired").isZero();
        NothingTwice.judge(posts);
        NeverMoreThanSix.judge(posts);
        var lateness = new NeverEarly(SharedUp.DELAYS).judge(posts);
        SignedRight.judge(posts, webhooks);
        int records = NothingShown.judgeTopics(stage.kafka());
        Figures.print(
                "two of each: %d events, %d POSTs, none twice; retries late by p50 %d ms, at most %d ms; %d records hold no secret"
                        .formatted(
                                stage.ledger().all().size(),
                                posts.size(),
                                Figures.percentile(lateness, 50),
                                Figures.percentile(lateness, 100),
                                records));
    }

    /// Waits until events published from now on arrive.
    private static void awaitMore(Stage stage, String when) {
        long begin = System.nanoTime();
        int before = stage.receiver().posts().size();
        await("it goes on " + when)
                .atMost(Duration.ofSeconds(40))
                .until(() -> stage.receiver().posts().size() >= before + GOES_ON);
        Figures.print(
                "%s: %d POSTs in %d ms"
                        .formatted(
                                when,
                                GOES_ON,
                                Duration.ofNanos(System.nanoTime() - begin).toMillis()));
    }

    private static List<Subscription> subscribe(Stage stage) {
        var webhooks = new ArrayList<Subscription>();
        webhooks.add(stage.subscribe("/fails-once", Script.byAttempt(503, 200)));
        webhooks.add(stage.subscribe("/fails-twice", Script.byAttempt(500, 429, 202)));
        for (int i = 0; i < 6; i++) {
            webhooks.add(stage.subscribe("/well-" + i, Script.always(204)));
        }
        return List.copyOf(webhooks);
    }
}
