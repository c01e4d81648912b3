package id.sahut.webhooks.dispatcher;

import static id.sahut.webhooks.dispatcher.Stage.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.testing.TestReceiver;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of deliveries when their webhook's secret is rotated, and when it is switched off
/// and on again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangedWebhookIT {

    private static final String BODY = "{\"event\":\"message.created\",\"text\":\"Halo 👋\"}";

    @TempDir private static Path folder;

    private final WebhookSecret before = WebhookSecret.random(new SecureRandom());
    private final WebhookSecret after = WebhookSecret.random(new SecureRandom());
    private Stage stage;

    @BeforeAll
    void open() {
        stage = Stage.in(folder);
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void duringARotationsOverlapReceiversOfEitherSecretAcceptAPostAndAfterwardsOfTheNewOne()
            throws Exception {
        WebhookId webhook = stage.newId();
        rotated(webhook, Instant.now().plusSeconds(3_600));
        stage.receiver.answer("/" + webhook, it -> it.attempt() == 1 ? 503 : 204);
        stage.start(Map.of());

        stage.deliver(webhook, BODY);
        await().atMost(SOON).until(() -> stage.parked(webhook, "5s").size() == 1);
        TestReceiver.Received during = stage.received(webhook).getFirst();
        assertThat(during.headers())
                .containsEntry("x-sahut-signature", sahut(before))
                .containsEntry("x-sahut-signature-next", sahut(after));
        assertThat(during.headers().get("webhook-signature")).matches("v1,\\S+ v1,\\S+");
        assertAccepts(after, during);
        assertAccepts(before, during);

        rotated(webhook, Instant.now());
        stage.start(Map.of()); // it knows the change for certain
        stage.forward(stage.parked(webhook, "5s").getFirst());

        await().atMost(SOON).until(() -> stage.received(webhook).size() == 2);
        TestReceiver.Received afterwards = stage.received(webhook).getLast();
        assertThat(afterwards.headers())
                .containsEntry("x-sahut-signature", sahut(after))
                .doesNotContainKey("x-sahut-signature-next");
        assertThat(afterwards.headers().get("webhook-signature")).matches("v1,\\S+");
        assertAccepts(after, afterwards);
    }

    @Test
    void whatComesForADisabledWebhookWaitsUnchargedAndIsDeliveredOnceAfterItIsEnabled() {
        WebhookId webhook = switchedTo(stage.newId(), false);
        stage.start(Map.of());

        stage.deliver(webhook, BODY);
        await().atMost(SOON).until(() -> stage.parked(webhook, "5s").size() == 1);
        stage.forward(stage.parked(webhook, "5s").getFirst());
        await().atMost(SOON).until(() -> stage.parked(webhook, "30s").size() == 1);

        var waiting = stage.parked(webhook, "30s").getFirst();
        assertThat(DeliveryHeaders.text(waiting.headers(), "attempt")).contains("0");
        assertThat(DeliveryHeaders.text(waiting.headers(), "deferrals")).contains("2");
        assertThat(stage.received(webhook)).isEmpty();
        assertThat(stage.attempts(webhook)).isEmpty();

        switchedTo(webhook, true);
        stage.start(Map.of());
        stage.forward(waiting);

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(stage.attempts(webhook))
                                .extracting(AttemptRecord::outcome)
                                .containsExactly("delivered"));
        assertThat(stage.received(webhook))
                .extracting(TestReceiver.Received::attempt)
                .containsExactly(1);
    }

    @Test
    void whatADisabledWebhookDoesNotTakeWithinTheBacklogsAgeExpiresForThatReason() {
        WebhookId webhook = switchedTo(stage.newId(), false);
        var meters = stage.start(Map.of("sahut.dispatcher.backlog-max-age", "1h"));

        var topic = stage.cluster.topics().due();
        var old = stage.delivery(webhook, BODY).deferred(Instant.now().minusSeconds(3_601));
        var young = stage.delivery(webhook, BODY).deferred(Instant.now().minusSeconds(1_800));
        stage.cluster.write(DeliveryRecords.write(topic, old));
        stage.cluster.write(DeliveryRecords.write(topic, young));

        await().atMost(SOON).until(() -> stage.expired(webhook).size() == 1);
        var expired = stage.expired(webhook).getFirst();
        assertThat(DeliveryHeaders.text(expired.headers(), "expired-reason")).contains("disabled");
        assertThat(DeliveryHeaders.text(expired.headers(), "delivery-id"))
                .contains(old.id().value());
        assertThat(DeliveryHeaders.text(expired.headers(), "attempt")).contains("0");
        await().atMost(SOON).until(() -> stage.parked(webhook, "30s").size() == 1);
        assertThat(stage.received(webhook)).isEmpty();
        assertThat(meters.get("sahut.expired").tag("reason", "disabled").counter().count())
                .isEqualTo(1);
    }

    private void rotated(WebhookId id, Instant overlapEnds) {
        stage.register(
                stage.webhook(
                        id,
                        stage.seal(after, id),
                        Optional.of(new PreviousSecret(stage.seal(before, id), overlapEnds)),
                        true));
    }

    private WebhookId switchedTo(WebhookId id, boolean enabled) {
        return stage.register(stage.webhook(id, stage.seal(after, id), Optional.empty(), enabled));
    }

    private static String sahut(WebhookSecret secret) {
        return new Signer().sahut(secret, BODY.getBytes(UTF_8));
    }

    private static void assertAccepts(WebhookSecret secret, TestReceiver.Received post)
            throws Exception {
        var library = new com.standardwebhooks.Webhook(secret.reveal());
        var headers =
                HttpHeaders.of(
                        post.headers().entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                Map.Entry::getKey, it -> List.of(it.getValue()))),
                        (_, _) -> true);
        assertThatCode(() -> library.verify(new String(post.body(), UTF_8), headers))
                .doesNotThrowAnyException();
    }
}
