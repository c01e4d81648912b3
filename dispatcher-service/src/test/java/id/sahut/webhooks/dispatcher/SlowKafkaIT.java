package id.sahut.webhooks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;
import id.sahut.webhooks.testing.KafkaProxy;
import id.sahut.webhooks.testing.TestCluster;
import id.sahut.webhooks.testing.TestReceiver.Received;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dispatcher whose transactions take six seconds once, and a second and a half longer than usual
/// from then on. One endpoint is many times slower than the other, and both are well.
class SlowKafkaIT {

    private static final Duration COMMIT = Duration.ofMillis(1_500);
    private static final Duration HICCUP = Duration.ofSeconds(6);
    private static final Duration SLOWER_ANSWER = Duration.ofMillis(30);
    private static final int EVENTS = 800;

    /// 40 a second for each of the two endpoints.
    private static final Duration EVERY = Duration.ofMillis(25);

    /// An attempt waits for two commits at most: the one under way, and the one its batch goes in.
    private static final Duration LONGEST_PAUSE = HICCUP.plus(COMMIT.multipliedBy(3));

    @TempDir private Path folder;

    private final CountDownLatch closed = new CountDownLatch(1);

    @BeforeAll
    static void beforeAnyLookup() {
        JvmSettings.apply();
    }

    @Test
    void deliveriesGoOnAndNothingIsSetAside() throws Exception {
        try (var proxy = KafkaProxy.start();
                var stage = Stage.on(TestCluster.startBehind(proxy, folder, "5s,30s"));
                var publisher = Executors.newSingleThreadScheduledExecutor()) {
            List<WebhookId> webhooks = List.of(registered(stage), registered(stage));
            var meters = stage.start(Map.of());
            webhooks.forEach(it -> stage.deliver(it, "first"));
            await().atMost(Stage.SOON)
                    .until(() -> webhooks.stream().noneMatch(it -> stage.received(it).isEmpty()));

            stage.receiver.answer(
                    "/" + webhooks.getLast(),
                    _ -> {
                        closed.await(SLOWER_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
                        return 204;
                    });
            proxy.delay(ApiKeys.END_TXN, HICCUP);
            var published = new AtomicInteger();
            var publishing =
                    publisher.scheduleAtFixedRate(
                            () -> {
                                webhooks.forEach(it -> stage.deliver(it, "one"));
                                published.incrementAndGet();
                            },
                            0,
                            EVERY.toMillis(),
                            TimeUnit.MILLISECONDS);
            await().atMost(Stage.SOON).until(() -> published.get() >= EVENTS / 8);
            proxy.delay(ApiKeys.END_TXN, COMMIT);
            await().atMost(EVERY.multipliedBy(2 * EVENTS)).until(() -> published.get() >= EVENTS);
            publishing.cancel(false);

            for (WebhookId webhook : webhooks) {
                await().atMost(Stage.SOON)
                        .until(() -> stage.received(webhook).size() >= published.get() + 1);
                assertThat(longestPause(stage.received(webhook))).isLessThan(LONGEST_PAUSE);
            }
            assertThat(meters.get("sahut.deliveries.deferred").counters())
                    .allSatisfy(it -> assertThat(it.count()).as(it.getId().toString()).isZero());
            assertThat(meters.get("sahut.outcomes.stalled").gauge().value()).isEqualTo(1);
        }
    }

    private static WebhookId registered(Stage stage) {
        WebhookId id = stage.newId();
        return stage.register(
                stage.webhook(id, stage.seal(WebhookSecret.random(new SecureRandom()), id)));
    }

    private static Duration longestPause(List<Received> received) {
        long longest = 0;
        for (int i = 1; i < received.size(); i++) {
            longest = Math.max(longest, received.get(i).atNanos() - received.get(i - 1).atNanos());
        }
        return Duration.ofNanos(longest);
    }
}
