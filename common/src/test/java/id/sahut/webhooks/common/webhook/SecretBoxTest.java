package id.sahut.webhooks.common.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SecretBoxTest {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private final Random random = new Random(1);
    private final String key = SecretBox.newKey(random);
    private final SecretBox box = SecretBox.of(key, random);
    private final WebhookSecret secret = WebhookSecret.random(random);

    @Test
    void whatWasSealedOpensForTheSameWebhook() {
        assertThat(box.open(box.seal(secret, WORKSPACE, WEBHOOK), WORKSPACE, WEBHOOK))
                .hasValue(secret);
    }

    @Test
    void aCiphertextMovedToAnotherWebhookOrWorkspaceDoesNotOpen() {
        var sealed = box.seal(secret, WORKSPACE, WEBHOOK);
        assertThat(box.open(sealed, WORKSPACE, new WebhookId("wh_2"))).isEqualTo(Optional.empty());
        assertThat(box.open(sealed, new WorkspaceId("ws_2"), WEBHOOK)).isEqualTo(Optional.empty());
    }

    @Test
    void theSameSecretIsNeverTheSameCiphertextTwice() {
        assertThat(box.seal(secret, WORKSPACE, WEBHOOK).ciphertext())
                .isNotEqualTo(box.seal(secret, WORKSPACE, WEBHOOK).ciphertext());
    }

    @Test
    void aCiphertextWithAnyBitChangedOrCutShortDoesNotOpen() {
        var sealed = box.seal(secret, WORKSPACE, WEBHOOK);
        for (int i = 0; i < sealed.ciphertext().length; i++) {
            byte[] changed = sealed.ciphertext().clone();
            changed[i] ^= 1;
            assertThat(opened(sealed.keyId(), changed)).isEqualTo(Optional.empty());
            byte[] cut = java.util.Arrays.copyOf(sealed.ciphertext(), i);
            assertThat(opened(sealed.keyId(), cut)).as("%d bytes", i).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aCiphertextUnderAKeyThatWeDoNotHaveDoesNotOpen() {
        var other = SecretBox.of(SecretBox.newKey(random), random);
        var sealed = other.seal(secret, WORKSPACE, WEBHOOK);
        assertThat(box.open(sealed, WORKSPACE, WEBHOOK)).isEqualTo(Optional.empty());
        var ours = box.seal(secret, WORKSPACE, WEBHOOK);
        assertThat(opened(ours.keyId(), sealed.ciphertext())).isEqualTo(Optional.empty());
    }

    @Test
    void aNewKeyInFrontSealsAndTheOldOneStillOpens() {
        var before = box.seal(secret, WORKSPACE, WEBHOOK);
        String newKey = SecretBox.newKey(random);
        var rotated = SecretBox.of(" " + newKey + " , " + key, random);
        assertThat(rotated.open(before, WORKSPACE, WEBHOOK)).hasValue(secret);

        var after = rotated.seal(secret, WORKSPACE, WEBHOOK);
        assertThat(after.keyId()).isNotEqualTo(before.keyId());
        assertThat(SecretBox.of(newKey, random).open(after, WORKSPACE, WEBHOOK)).hasValue(secret);
        assertThat(box.open(after, WORKSPACE, WEBHOOK)).isEqualTo(Optional.empty());
    }

    @Test
    void whatWasSealedWithAnOlderKeyIsNotUpToDate() {
        var before = box.seal(secret, WORKSPACE, WEBHOOK);
        var rotated = SecretBox.of(SecretBox.newKey(random) + "," + key, random);
        assertThat(box.isUpToDate(before)).isTrue();
        assertThat(rotated.isUpToDate(before)).isFalse();
        assertThat(rotated.isUpToDate(rotated.seal(secret, WORKSPACE, WEBHOOK))).isTrue();
    }

    @Test
    void aMissingKeyCanBeToldFromACiphertextThatWasMeddledWith() {
        var sealed = box.seal(secret, WORKSPACE, WEBHOOK);
        assertThat(box.hasKeyOf(sealed)).isTrue();
        assertThat(SecretBox.of(SecretBox.newKey(random), random).hasKeyOf(sealed)).isFalse();
    }

    @Test
    void wrongKeysAreRefusedAndNotRepeated() {
        String short31 = Base64.getEncoder().encodeToString(new byte[31]);
        for (String keys :
                List.of(
                        "",
                        ",",
                        key + ",",
                        "hemmelig!",
                        short31,
                        key + short31,
                        key + "," + "hemmelig")) {
            assertThatThrownBy(() -> SecretBox.of(keys, random))
                    .as(keys)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an encryption key is the base64 of 32 random bytes");
        }
    }

    @Test
    void aSealedSecretsTextShowsNothingOfIt() {
        var sealed = box.seal(secret, WORKSPACE, WEBHOOK);
        assertThat(sealed).hasToString("(encrypted with " + sealed.keyId() + ")");
        assertThat(new String(sealed.ciphertext(), UTF_8)).doesNotContain("whsec_");
    }

    private Optional<WebhookSecret> opened(String keyId, byte[] ciphertext) {
        return box.open(new EncryptedSecret(keyId, ciphertext), WORKSPACE, WEBHOOK);
    }
}
