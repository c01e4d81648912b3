package id.sahut.webhooks.dispatcher;

import static id.sahut.webhooks.dispatcher.Stage.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.testing.TestReceiver;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Encrypted secrets that were meddled with, and the rotation of the key that encrypts them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsAtRestIT {

    private static final String BODY = "{\"event\":\"message.created\"}";

    @TempDir private static Path folder;

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
    void exchangedCiphertextsAreNoticedAndNothingIsPosted() {
        WebhookId one = stage.newId();
        WebhookId other = stage.newId();
        EncryptedSecret ofOne = stage.seal(secret(), one);
        EncryptedSecret ofOther = stage.seal(secret(), other);
        stage.register(stage.webhook(one, ofOther));
        stage.register(stage.webhook(other, ofOne));
        ListAppender<ILoggingEvent> log = listen();
        var meters = stage.start(Map.of());

        for (int i = 0; i < 3; i++) {
            stage.deliver(one, BODY);
            stage.deliver(other, BODY);
        }

        await().atMost(SOON).until(() -> stage.parked(one, "5s").size() == 3);
        await().atMost(SOON).until(() -> stage.parked(other, "5s").size() == 3);
        assertThat(stage.received(one)).isEmpty();
        assertThat(stage.received(other)).isEmpty();
        assertThat(stage.parked(one, "5s"))
                .allSatisfy(it ->
                        assertThat(DeliveryHeaders.text(it.headers(), "attempt")).contains("0"));
        assertThat(meters.get("sahut.secrets.locked").counter().count()).isEqualTo(6);
        log.stop();
        for (WebhookId id : List.of(one, other)) {
            assertThat(errors(log, id))
                    .containsExactly(
                            "a secret of %s can't be opened, so its deliveries wait: it was changed, or made for another webhook"
                                    .formatted(id));
        }

        stage.register(stage.webhook(one, ofOne));
        stage.start(Map.of());
        stage.forward(stage.parked(one, "5s").getFirst());
        await().atMost(SOON).until(() -> stage.received(one).size() == 1);
    }

    @Test
    void whatWaitsTooLongForItsKeyExpiresForThatReason() {
        WebhookId webhook = stage.newId();
        stage.register(stage.webhook(webhook, sealedWith(newKey(), secret(), webhook)));
        stage.start(Map.of("sahut.dispatcher.backlog-max-age", "1h"));

        stage.cluster.write(
                DeliveryRecords.write(
                        stage.cluster.topics().due(),
                        stage.delivery(webhook, BODY).deferred(Instant.now().minusSeconds(3_601))));

        await().atMost(SOON).until(() -> stage.expired(webhook).size() == 1);
        assertThat(
                        DeliveryHeaders.text(
                                stage.expired(webhook).getFirst().headers(), "expired-reason"))
                .contains("locked");
        assertThat(stage.received(webhook)).isEmpty();
    }

    @Test
    void aDispatcherWithTheOldAndTheNewKeySignsForWebhooksOfBoth() {
        String oldKey = newKey();
        String newKey = newKey();
        WebhookId sealedBefore = stage.newId();
        WebhookId sealedAfter = stage.newId();
        WebhookSecret one = secret();
        WebhookSecret other = secret();
        stage.register(stage.webhook(sealedBefore, sealedWith(oldKey, one, sealedBefore)));
        stage.start(Map.of("sahut.encryption-key", oldKey));
        stage.deliver(sealedBefore, BODY);
        await().atMost(SOON).until(() -> stage.received(sealedBefore).size() == 1);

        stage.start(Map.of("sahut.encryption-key", newKey + "," + oldKey));
        stage.register(
                stage.webhook(sealedAfter, sealedWith(newKey + "," + oldKey, other, sealedAfter)));
        stage.deliver(sealedBefore, BODY);
        stage.deliver(sealedAfter, BODY);

        await().atMost(SOON).until(() -> stage.received(sealedBefore).size() == 2);
        assertSigned(stage.received(sealedBefore).getLast(), one);
        await().atMost(SOON).until(() -> forwardedUntilReceived(sealedAfter));
        assertSigned(stage.received(sealedAfter).getFirst(), other);
    }

    /// A delivery may come before its webhook is known, and then waits once.
    private boolean forwardedUntilReceived(WebhookId webhook) {
        if (stage.received(webhook).isEmpty()) {
            stage.parked(webhook, "5s").forEach(stage::forward);
        }
        return !stage.received(webhook).isEmpty();
    }

    private static void assertSigned(TestReceiver.Received post, WebhookSecret secret) {
        assertThat(post.headers())
                .containsEntry(
                        "x-sahut-signature", new Signer().sahut(secret, BODY.getBytes(UTF_8)));
    }

    private static WebhookSecret secret() {
        return WebhookSecret.random(new SecureRandom());
    }

    private static String newKey() {
        return SecretBox.newKey(new SecureRandom());
    }

    private static EncryptedSecret sealedWith(String keys, WebhookSecret secret, WebhookId id) {
        return SecretBox.of(keys, new SecureRandom()).seal(secret, Stage.WORKSPACE, id);
    }

    private static ListAppender<ILoggingEvent> listen() {
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        ((Logger) LoggerFactory.getLogger("id.sahut.webhooks.dispatcher")).addAppender(appender);
        return appender;
    }

    private static List<String> errors(ListAppender<ILoggingEvent> log, WebhookId about) {
        return log.list.stream()
                .filter(it -> it.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .filter(it -> it.contains(" " + about + " "))
                .toList();
    }
}
