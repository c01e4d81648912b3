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
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dispatcher whose transactions each take a second and a half longer than usual.
class SlowKafkaIT {

    private static final Duration COMMIT = Duration.ofMillis(1_500);
    private static final int EVENTS = 600;

    /// 40 a second for each of the two endpoints.
    private static final Duration EVERY = Duration.ofMillis(25);

    /// An attempt waits for two commits at most: the one under way, and the one its batch goes in.
    private static final Duration LONGEST_PAUSE = COMMIT.multipliedBy(3);

    @TempDir private Path folder;

    @BeforeAll
    static void beforeAnyLookup() {
        JvmSettings.apply();
    }

    @Test
    void deliveriesGoOnAndNothingIsSetAside() throws Exception {
        try (var proxy = KafkaProxy.start();
                var stage = Stage.on(TestCluster.startBehind(proxy, folder, "5s,30s"));
                var publisher = Executors.newSingleThreadScheduledExecutor()) {
            var meters = stage.start(Map.of());
            List<WebhookId> webhooks = List.of(registered(stage), registered(stage));
            webhooks.forEach(it -> stage.deliver(it, "first"));
            await().atMost(Stage.SOON)
                    .until(() -> webhooks.stream().noneMatch(it -> stage.received(it).isEmpty()));

            proxy.delay(ApiKeys.END_TXN, COMMIT);
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
            await().atMost(EVERY.multipliedBy(2 * EVENTS)).until(() -> published.get() >= EVENTS);
            publishing.cancel(false);

            for (WebhookId webhook : webhooks) {
                await().atMost(Stage.SOON)
                        .until(() -> stage.received(webhook).size() >= published.get() + 1);
                assertThat(longestPause(stage.received(webhook))).isLessThan(LONGEST_PAUSE);
            }
            assertThat(meters.get("sahut.deliveries.deferred").counters())
                    .allSatisfy(it -> assertThat(it.count()).isZero());
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
