package id.sahut.webhooks.acceptance.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.guarantee.NeverEarly;
import id.sahut.webhooks.acceptance.guarantee.NeverMoreThanSix;
import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.NothingTwice;
import id.sahut.webhooks.acceptance.guarantee.SignedRight;
import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.Hiccups;
import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import id.sahut.webhooks.acceptance.sandbox.OpenLoop;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One run, with everything that fails at the same time; then each promise is judged.
@ExtendWith(SharedUp.class)
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RetryScheduleIT {

    private static final Duration MOST_LATE = Duration.ofMillis(300);
    private static final int DELIVERIES = 6;

    /// So that each meets another moment of the system's cycles, which are of 100 ms and the like.
    private static final int PER_SECOND = 7;

    private static final Duration LASTING = Duration.ofMillis(1_000L * DELIVERIES / PER_SECOND + 1);

    private static final List<String> DELAY_TOPICS =
            Stream.of("1s", "2s", "3s", "4s", "5s")
                    .map(it -> "sahut.deliveries.delay." + it)
                    .toList();

    private final Stage stage;
    private final Subscription failing;
    private final Subscription recovering;
    private final Subscription moved;
    private final Subscription notFound;
    private final Subscription gone;
    private final Subscription late;
    private String machine = "";

    RetryScheduleIT(Stage stage) {
        this.stage = stage;
        this.failing = stage.subscribe("/retry/failing", Script.always(500));
        this.recovering = stage.subscribe("/retry/recovering", Script.byAttempt(500, 500, 204));
        this.moved = stage.subscribe("/retry/moved", Script.byAttempt(301, 204));
        this.notFound = stage.subscribe("/retry/not-found", Script.byAttempt(404, 204));
        this.gone = stage.subscribe("/retry/gone", Script.byAttempt(410, 204));
        this.late =
                stage.subscribe(
                        "/retry/late",
                        post ->
                                post.attempt() == 1
                                        ? new Answer.Late(200, Duration.ofMillis(10_200))
                                        : new Answer.Status(204));
    }

    @BeforeAll
    void letThemAllFail() throws InterruptedException {
        warmUp();
        for (Subscription it : List.of(late, moved, notFound, gone)) {
            var _ = stage.publish(stage.newMessage(it.workspace()));
        }
        var hiccups = Hiccups.start();
        OpenLoop.run(
                PER_SECOND,
                LASTING,
                (_, _) -> {
                    var _ = stage.publish(stage.newMessage(failing.workspace()));
                    var _ = stage.publish(stage.newMessage(recovering.workspace()));
                });
        new NothingLost(stage, all()).awaitAllEnded(Duration.ofSeconds(40));
        machine = hiccups.stop();
    }

    @Test
    void whatAlwaysFailsGetsSixPostsAndThenExpiresOnce() {
        var posts = byDelivery(failing);
        assertThat(posts).hasSize(DELIVERIES);
        assertThat(posts.values())
                .allSatisfy(it ->
                        assertThat(it).extracting(Post::attempt).containsExactly(1, 2, 3, 4, 5, 6));
        NeverMoreThanSix.judge(stage.receiver().posts());
        assertThat(new NothingLost(stage, all()).judge()).isEqualTo(DELIVERIES);
        assertThat(expired()).hasSize(DELIVERIES);
    }

    @Test
    void retriesAreNeverEarlyAndAtMost300MsLate() {
        var rule = new NeverEarly(SharedUp.DELAYS);
        var lateness =
                Stream.of(failing, recovering)
                        .flatMap(it -> rule.judge(stage.receiver().posts(it.path())).stream())
                        .toList();
        Figures.print(
                "retries: %d, late by p50 %d ms, p90 %d ms, at most %d ms"
                        .formatted(
                                lateness.size(),
                                Figures.percentile(lateness, 50),
                                Figures.percentile(lateness, 90),
                                Figures.percentile(lateness, 100)));
        Figures.print(machine);
        assertThat(lateness).hasSize(DELIVERIES * (5 + 2));
        assertThat(lateness).allMatch(it -> it <= Figures.limitMs(MOST_LATE.toMillis()));
    }

    @Test
    void whatFailsTwiceGetsThreePosts() {
        assertThat(byDelivery(recovering).values())
                .hasSize(DELIVERIES)
                .allSatisfy(
                        it -> assertThat(it).extracting(Post::attempt).containsExactly(1, 2, 3));
    }

    @Test
    void redirectsGonePagesAndLateAnswersAreFailures() {
        for (Subscription it : List.of(moved, notFound, gone, late)) {
            assertThat(stage.receiver().posts(it.path()))
                    .as("%s", it)
                    .extracting(Post::attempt)
                    .containsExactly(1, 2);
        }
        assertThat(stage.receiver().posts("/elsewhere")).as("followed redirects").isEmpty();
        assertThat(attempts(late).getFirst().get("outcome").asString()).isEqualTo("timed_out");
        assertThat(attempts(moved).getFirst().get("status").asInt()).isEqualTo(301);
    }

    @Test
    void nothingIsLeftInTheDelayTopics() {
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> {
                    assertThat(stage.kafka().lag("sahut.retry-scheduler", DELAY_TOPICS)).isEmpty();
                    assertThat(
                                    stage.kafka()
                                            .lag(
                                                    "sahut.dispatcher",
                                                    List.of(
                                                            "sahut.deliveries",
                                                            "sahut.deliveries.due")))
                            .isEmpty();
                });
    }

    @Test
    void everyPostHasAReadableAttemptRecord() {
        for (Subscription it : all()) {
            assertThat(attempts(it)).as("%s", it).hasSameSizeAs(stage.receiver().posts(it.path()));
        }
        var ofOne =
                attempts(failing).stream()
                        .collect(Collectors.groupingBy(it -> it.get("delivery_id").asString()))
                        .values()
                        .iterator()
                        .next();
        assertThat(ofOne)
                .extracting(it -> it.get("attempt").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 6).boxed().toList());
        assertThat(ofOne)
                .extracting(it -> it.get("next").asString())
                .containsExactly("retry", "retry", "retry", "retry", "retry", "expired");
        assertThat(ofOne).allMatch(it -> it.get("status").asInt() == 500);
    }

    @Test
    void everyAttemptIsSignedRightAndMadeOnce() {
        var posts = stage.receiver().posts().stream().filter(it -> paths().contains(it.path()));
        List<Post> ours = posts.toList();
        SignedRight.judge(ours, all());
        NothingTwice.judge(ours);
    }

    @Test
    void anExpiredRecordPipedBackIsDeliveredAgain() {
        Subscription mended = stage.subscribe("/retry/mended", Script.always(204));
        var record = expired().getFirst();
        byte[] key = mended.webhookId().getBytes(UTF_8);
        var bare = new ProducerRecord<>("sahut.deliveries", key, record.value());
        var whole = new ProducerRecord<>("sahut.deliveries", key, record.value());
        record.headers().forEach(whole.headers()::add);
        stage.kafka().send(bare).join();
        stage.kafka().send(whole).join();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> stage.receiver().posts(mended.path()).size() >= 2);
        assertThat(stage.receiver().posts(mended.path()))
                .hasSize(2)
                .allSatisfy(it -> {
                    assertThat(it.body()).isEqualTo(record.value());
                    assertThat(it.attempt()).as("starts over").isEqualTo(1);
                    assertThat(it.header("X-Sahut-Event")).isEqualTo("message.created");
                    SignedRight.judge(it, mended.secret());
                })
                .extracting(Post::deliveryId)
                .contains(KafkaObserver.header(record, "delivery-id").orElseThrow());
    }

    /// Classes are loaded, connections made, code compiled.
    private void warmUp() {
        Subscription warm = stage.subscribe("/retry/warm", Script.byAttempt(500, 204));
        for (int i = 0; i < 100; i++) {
            Event event = stage.newMessage(warm.workspace());
            var _ = stage.publish(event);
        }
        new NothingLost(stage, List.of(warm)).awaitAllEnded(Duration.ofSeconds(30));
    }

    private List<Subscription> all() {
        return List.of(failing, recovering, moved, notFound, gone, late);
    }

    private List<String> paths() {
        return all().stream().map(Subscription::path).toList();
    }

    private Map<String, List<Post>> byDelivery(Subscription webhook) {
        return stage.receiver().posts(webhook.path()).stream()
                .collect(Collectors.groupingBy(Post::deliveryId));
    }

    private List<ConsumerRecord<byte[], byte[]>> expired() {
        return stage.kafka().readAll("sahut.deliveries.expired").stream()
                .filter(it -> new String(it.key(), UTF_8).equals(failing.webhookId()))
                .toList();
    }

    private List<JsonNode> attempts(Subscription webhook) {
        return stage.kafka().readAll("sahut.attempts").stream()
                .filter(it -> new String(it.key(), UTF_8).equals(webhook.webhookId()))
                .map(it -> JsonMapper.shared().readTree(it.value()))
                .toList();
    }
}
