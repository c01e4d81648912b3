package id.sahut.webhooks.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ResealingTest {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final WebhookId ID = new WebhookId("wh_1");
    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");

    private final Random random = new Random(1);
    private final String newKey = SecretBox.newKey(random);
    private final String oldKey = SecretBox.newKey(random);
    private final SecretBox onlyNew = SecretBox.of(newKey, random);
    private final SecretBox onlyOld = SecretBox.of(oldKey, random);
    private final SecretBox lost = SecretBox.of(SecretBox.newKey(random), random);
    private final WebhookSecret current = WebhookSecret.random(random);
    private final WebhookSecret previous = WebhookSecret.random(random);
    private final Resealing resealing =
            new Resealing(SecretBox.of(newKey + "," + oldKey, random), NOW);

    @Test
    void theCurrentAndThePreviousSecretMoveToTheFirstKeyAndNothingElseChanges() {
        Webhook before = webhook(onlyOld, Optional.of(onlyOld), NOW.plusSeconds(1));

        Webhook after = resealing.reseal(before);

        assertThat(opened(onlyNew, after.secret())).contains(current);
        assertThat(opened(onlyNew, after.previousSecret().orElseThrow().secret()))
                .contains(previous);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("secret", "previousSecret.value.secret")
                .isEqualTo(before);
    }

    @Test
    void whatIsSealedWithTheFirstKeyStaysAsItIs() {
        Webhook webhook = webhook(onlyNew, Optional.of(onlyNew), NOW.minusSeconds(1));

        assertThat(resealing.reseal(webhook)).isEqualTo(webhook);
    }

    @Test
    void aPreviousSecretThatIsOverIsDroppedWithItsOldKey() {
        Webhook webhook = webhook(onlyNew, Optional.of(lost), NOW);

        assertThat(resealing.reseal(webhook).previousSecret()).isEmpty();
        assertThat(resealing.isLocked(webhook)).isFalse();
    }

    @Test
    void whatNoKeyOpensStaysAsItIsWhileTheOtherSecretMoves() {
        Webhook webhook = webhook(onlyOld, Optional.of(lost), NOW.plusSeconds(1));

        Webhook after = resealing.reseal(webhook);

        assertThat(opened(onlyNew, after.secret())).contains(current);
        assertThat(after.previousSecret()).isEqualTo(webhook.previousSecret());
        assertThat(resealing.isLocked(webhook)).isTrue();
    }

    @Test
    void aWebhookIsLockedWhenNoKeyOpensItsSecretOrSomebodyChangedIt() {
        assertThat(resealing.isLocked(webhook(lost, Optional.empty(), NOW))).isTrue();
        assertThat(resealing.isLocked(webhook(onlyOld, Optional.empty(), NOW))).isFalse();
        Webhook moved =
                webhook(onlyNew.seal(current, WORKSPACE, new WebhookId("wh_2")), Optional.empty());
        assertThat(resealing.isLocked(moved)).isTrue();
        assertThat(resealing.reseal(moved)).isEqualTo(moved);
    }

    private static Optional<WebhookSecret> opened(SecretBox box, EncryptedSecret secret) {
        return box.open(secret, WORKSPACE, ID);
    }

    private Webhook webhook(SecretBox ofCurrent, Optional<SecretBox> ofPrevious, Instant until) {
        return webhook(
                ofCurrent.seal(current, WORKSPACE, ID),
                ofPrevious.map(it -> new PreviousSecret(it.seal(previous, WORKSPACE, ID), until)));
    }

    private static Webhook webhook(EncryptedSecret secret, Optional<PreviousSecret> before) {
        return new Webhook(
                ID,
                WORKSPACE,
                "https://example.com/hook",
                EventCatalogue.builtIn().types(),
                secret,
                before,
                Optional.of("orders"),
                false,
                NOW,
                NOW);
    }
}
