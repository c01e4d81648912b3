package id.sahut.webhooks.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.guarantee.BoundedDuplicates;
import id.sahut.webhooks.acceptance.guarantee.NeverEarly;
import id.sahut.webhooks.acceptance.guarantee.NeverMoreThanSix;
import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.NothingShown;
import id.sahut.webhooks.acceptance.guarantee.SignedRight;
import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.OpenLoop;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import id.sahut.webhooks.acceptance.sandbox.UpSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `kill -9` of everything at once, broker included, at random moments under load.
/// `-Dsahut.acceptance.kills=20 -Dsahut.acceptance.seed=7` for more, or for the same again.
@Tag("alone")
final class KillIT {

    private static final int KILLS = Integer.getInteger("sahut.acceptance.kills", 2);
    private static final long SEED =
            Long.getLong("sahut.acceptance.seed", System.nanoTime() % 1_000_000);

    private static final int PER_SECOND = 300;

    /// So that what was published meanwhile does not decide how long the test takes: one of so
    /// many.
    private static final int WHILE_DOWN = 10;

    /// Events between two kills: 1.5 to 5 s.
    private static final int FEWEST = 450;

    private static final int MOST = 1_500;

    @Test
    void nothingIsLostAndLittleIsMadeTwice() throws InterruptedException {
        Figures.print("kills: seed %d".formatted(SEED));
        var random = new Random(SEED);
        try (var up = UpSandbox.start("crash", "--retry-delays", SharedUp.DELAYS_TEXT)) {
            Stage stage = up.stage();
            List<Subscription> webhooks = subscribeTen(stage);
            var duplicates = new BoundedDuplicates(stage, webhooks);
            var enough = new AtomicBoolean();
            var isDown = new AtomicBoolean();
            Thread load =
                    OpenLoop.inBackground(
                            PER_SECOND,
                            enough::get,
                            (number, _) -> {
                                if (isDown.get() && number % WHILE_DOWN != 0) {
                                    return;
                                }
                                var to = webhooks.get((int) (number % webhooks.size()));
                                var _ = stage.publish(stage.newMessage(to.workspace()));
                            });
            for (int kill = 0; kill < KILLS; kill++) {
                awaitMoreEvents(stage, random.nextInt(FEWEST, MOST));
                Instant at = Instant.now();
                long before = System.nanoTime();
                up.killHard();
                duplicates.killed(new BoundedDuplicates.Kill(at, before, System.nanoTime()));
                isDown.set(true);
                up.startAgain();
                isDown.set(false);
            }
            awaitMoreEvents(stage, FEWEST);
            enough.set(true);
            load.join();

            var nothingLost = new NothingLost(stage, webhooks);
            nothingLost.awaitAllEnded(Duration.ofSeconds(60));
            List<Post> posts = stage.receiver().posts();
            int expired = nothingLost.judge();
            BoundedDuplicates.Found found = duplicates.judge(posts);
            NeverMoreThanSix.judge(posts);
            new NeverEarly(SharedUp.DELAYS).judge(posts);
            SignedRight.judge(posts, webhooks);
            int records = NothingShown.judgeTopics(stage.kafka());
            Figures.print(
                    "%d kills, %d events, %d POSTs, %d expired; made again %d (in flight or just ended: %d), fanned out twice %d; %d records hold no secret"
                            .formatted(
                                    KILLS,
                                    stage.ledger().all().size(),
                                    posts.size(),
                                    expired,
                                    found.madeAgain(),
                                    found.bound(),
                                    found.fannedOutTwice(),
                                    records));
            assertThat(expired)
                    .as("all that the endpoint got that always fails")
                    .isEqualTo(stage.ledger().of(webhooks.getFirst().workspace()).size());
        }
    }

    private static void awaitMoreEvents(Stage stage, int count) {
        int enough = stage.ledger().size() + count;
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> stage.ledger().size() >= enough);
    }

    /// One fails always, two at first, one takes its time; one workspace has two webhooks.
    private static List<Subscription> subscribeTen(Stage stage) {
        var webhooks = new ArrayList<Subscription>();
        webhooks.add(stage.subscribe("/always-fails", Script.always(500)));
        webhooks.add(stage.subscribe("/fails-once", Script.byAttempt(503, 200)));
        webhooks.add(stage.subscribe("/fails-twice", Script.byAttempt(500, 429, 202)));
        webhooks.add(
                stage.subscribe(
                        "/slow", Script.always(new Answer.Late(200, Duration.ofMillis(300)))));
        Stage.Workspace shared = stage.newWorkspace();
        for (String path : List.of("/shared-1", "/shared-2")) {
            stage.receiver().script(path, Script.always(204));
            webhooks.add(stage.subscribe(shared, path, stage.receiver().url(path)));
        }
        for (int i = 0; i < 4; i++) {
            webhooks.add(stage.subscribe("/well-" + i, Script.always(204)));
        }
        return List.copyOf(webhooks);
    }
}
