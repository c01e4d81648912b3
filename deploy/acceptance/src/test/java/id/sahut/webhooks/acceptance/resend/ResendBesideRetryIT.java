package id.sahut.webhooks.acceptance.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What is sent again while the original's last retry waits, with either of them taken first. Both
/// go on to their end, and the delivery stays delivered.
@ExtendWith(SharedUp.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResendBesideRetryIT {

    private static final int LAST = 6;

    /// A chain of six takes 15 s, and the history may be a second late.
    private static final Duration SOON = Duration.ofSeconds(40);

    private final Stage stage;
    private final Sent retryTaken;
    private final Sent resendTaken;

    /// A delivery of an event to an endpoint of its own.
    private record Sent(Subscription webhook, String deliveryId) {}

    ResendBesideRetryIT(Stage stage) {
        this.stage = stage;
        var sixths = new AtomicInteger();
        this.retryTaken =
                publish(
                        stage,
                        "/resend/retry-taken",
                        post -> status(post.attempt() == LAST && sixths.incrementAndGet() == 1));
        var firsts = new AtomicInteger();
        this.resendTaken =
                publish(
                        stage,
                        "/resend/resend-taken",
                        post -> status(post.attempt() == 1 && firsts.incrementAndGet() == 2));
    }

    @BeforeAll
    void sendBothAgainWhileTheLastRetryWaits() {
        for (Sent it : List.of(retryTaken, resendTaken)) {
            await().atMost(SOON).until(() -> isRetrying(it, LAST - 1));
            assertThat(stage.api().resend(it.webhook.apiKey(), it.deliveryId)).isEqualTo(1);
        }
    }

    @Test
    void aRetryThatIsTakenAfterTheResendHasFailedMakesItDeliveredAndTheResendGoesOn() {
        await().atMost(SOON).until(() -> attempts(retryTaken).size() == LAST + LAST);

        assertThat(acceptedPosts(retryTaken)).hasSize(1);
        assertThat(attempts(retryTaken))
                .containsSubsequence("0/5 refused", "1/1 refused", "0/6 delivered", "1/6 refused");
        assertDelivered(retryTaken);
    }

    @Test
    void aRetryThatFailsAfterTheResendWasTakenLeavesItDelivered() {
        await().atMost(SOON).until(() -> attempts(resendTaken).size() == LAST + 1);

        assertThat(acceptedPosts(resendTaken)).hasSize(1);
        assertThat(attempts(resendTaken))
                .containsSubsequence("0/5 refused", "1/1 delivered", "0/6 refused");
        assertDelivered(resendTaken);
    }

    /// Though what was given up is told of after what was taken.
    private void assertDelivered(Sent sent) {
        JsonNode delivery = shown(sent).orElseThrow();
        assertThat(delivery.path("state").asString()).isEqualTo("delivered");
        assertThat(delivery.path("resend_count").asInt()).isEqualTo(1);
        assertThat(stage.receiver().posts(sent.webhook.path()))
                .extracting(Post::deliveryId)
                .containsOnly(sent.deliveryId);
    }

    private static Sent publish(Stage stage, String path, Script script) {
        Subscription webhook = stage.subscribe(path, script);
        Event event = stage.newMessage(webhook.workspace());
        stage.publish(event).join();
        return new Sent(
                webhook,
                DerivedIds.delivery(new EventId(event.id()), new WebhookId(webhook.webhookId()))
                        .value());
    }

    private static Answer status(boolean isTaken) {
        return new Answer.Status(isTaken ? 204 : 500);
    }

    private boolean isRetrying(Sent sent, int attempts) {
        return shown(sent)
                .filter(it -> it.path("state").asString().equals("retrying"))
                .filter(it -> it.path("attempt_count").asInt() == attempts)
                .isPresent();
    }

    private List<Post> acceptedPosts(Sent sent) {
        return stage.receiver().posts(sent.webhook.path()).stream()
                .filter(Post::isAccepted)
                .toList();
    }

    /// In the order in which they were made: resend, attempt and outcome.
    private List<String> attempts(Sent sent) {
        var attempts = new ArrayList<String>();
        shown(sent)
                .ifPresent(delivery ->
                        delivery.path("attempts")
                                .forEach(it ->
                                        attempts.add(
                                                "%d/%d %s"
                                                        .formatted(
                                                                it.path("resend").asInt(),
                                                                it.path("attempt").asInt(),
                                                                it.path("outcome").asString()))));
        return attempts;
    }

    private Optional<JsonNode> shown(Sent sent) {
        return stage.api().delivery(sent.webhook.apiKey(), sent.deliveryId);
    }
}
