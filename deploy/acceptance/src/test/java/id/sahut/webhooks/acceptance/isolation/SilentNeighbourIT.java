package id.sahut.webhooks.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.Hiccups;
import id.sahut.webhooks.acceptance.sandbox.OpenLoop;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import id.sahut.webhooks.acceptance.sandbox.UpSandbox;
import id.sahut.webhooks.common.time.DurationText;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// With the retry delays that customers have. How long it takes: `-Dsahut.acceptance.isolation=2m`.
@Tag("alone")
final class SilentNeighbourIT {

    private static final Duration MEASURED =
            DurationText.parse(System.getProperty("sahut.acceptance.isolation", "12s"));

    private static final int EACH_PER_SECOND = 200;
    private static final long P99_MS = 250;

    /// An attempt may last 10 s, and the low-water mark with it.
    private static final Duration LONGEST_OFFSET_STALL = Duration.ofSeconds(14);

    /// What is complete is noted at every transaction.
    private static final Duration LONGEST_STALL = Duration.ofSeconds(4);

    @Test
    void anEndpointThatNeverAnswersDoesNotDelayAnother() throws InterruptedException {
        try (var up = UpSandbox.start("isolation")) {
            Stage stage = up.stage();
            Subscription healthy = stage.subscribe("/healthy", Script.always(204));
            Subscription silent = stage.subscribe("/silent", Script.always(new Answer.Silence()));
            warmUp(stage, healthy);

            var watch =
                    ProgressWatch.start(
                            stage.kafka(),
                            "sahut.dispatcher",
                            List.of("sahut.deliveries", "sahut.deliveries.due"));
            var hiccups = Hiccups.start();
            Map<ByteBuffer, Long> scheduled = new HashMap<>();
            OpenLoop.run(
                    2 * EACH_PER_SECOND,
                    MEASURED,
                    (number, nanos) -> {
                        boolean toHealthy = number % 2 == 0;
                        Subscription to = toHealthy ? healthy : silent;
                        Event event = stage.newMessage(to.workspace());
                        if (toHealthy) {
                            scheduled.put(ByteBuffer.wrap(event.body()), nanos);
                        }
                        var _ = stage.publish(event);
                    });
            new NothingLost(stage, List.of(healthy)).awaitAllEnded(Duration.ofSeconds(20));
            var stalls = watch.stop();
            Figures.print(hiccups.stop());

            List<Long> latencies = latenciesMs(stage.receiver().posts(healthy.path()), scheduled);
            Figures.print(
                    "healthy beside silent, %d/s each for %s: p50 %d ms, p90 %d ms, p99 %d ms, at most %d ms"
                            .formatted(
                                    EACH_PER_SECOND,
                                    DurationText.format(MEASURED),
                                    Figures.percentile(latencies, 50),
                                    Figures.percentile(latencies, 90),
                                    Figures.percentile(latencies, 99),
                                    Figures.percentile(latencies, 100)));
            stalls.forEach((partition, it) ->
                    Figures.print(
                            "%s: offset stood still for %.1f s at most, progress for %.1f s"
                                    .formatted(
                                            partition,
                                            seconds(it.offset()),
                                            seconds(it.progress()))));
            assertThat(new NothingLost(stage, List.of(healthy)).judge()).isZero();
            assertThat(latencies).hasSize(scheduled.size());
            assertThat(Figures.percentile(latencies, 99))
                    .isLessThanOrEqualTo(Figures.limitMs(P99_MS));
            assertThat(stalls.values())
                    .isNotEmpty()
                    .allMatch(it -> it.offset().compareTo(LONGEST_OFFSET_STALL) <= 0)
                    .allMatch(it -> it.progress().compareTo(LONGEST_STALL) <= 0);
        }
    }

    /// Seconds of the same traffic without trouble: what is measured is no JVM's first minute.
    private static void warmUp(Stage stage, Subscription healthy) {
        OpenLoop.run(
                2 * EACH_PER_SECOND,
                Duration.ofSeconds(5),
                (_, _) -> {
                    var _ = stage.publish(stage.newMessage(healthy.workspace()));
                });
        new NothingLost(stage, List.of(healthy)).awaitAllEnded(Duration.ofSeconds(20));
    }

    private static List<Long> latenciesMs(List<Post> posts, Map<ByteBuffer, Long> scheduled) {
        var latencies = new ArrayList<Long>();
        for (Post post : posts) {
            Long from = scheduled.get(ByteBuffer.wrap(post.body()));
            if (from != null) {
                latencies.add(Duration.ofNanos(post.arrivedNanos() - from).toMillis());
            }
        }
        return latencies;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
