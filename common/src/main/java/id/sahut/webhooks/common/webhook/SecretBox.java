package id.sahut.webhooks.common.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts webhooks' secrets with AES-256-GCM. Immutable, safe for any thread when its
/// [RandomGenerator] is.
///
/// The workspace's and the webhook's id are part of what is authenticated: a ciphertext moved to
/// another webhook does not open. The first key encrypts and all of them decrypt, so a key is
/// rotated by putting a new one in front.
public final class SecretBox {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_ID_BYTES = 4;

    private final Map<String, SecretKey> keys;
    private final String encryptingKeyId;
    private final RandomGenerator random;

    private SecretBox(Map<String, SecretKey> keys, RandomGenerator random) {
        this.keys = keys;
        this.encryptingKeyId = keys.keySet().iterator().next();
        this.random = random;
    }

    /// @param keys comma-separated base64 of 32 bytes each
    /// @throws IllegalArgumentException when they are not; the message does not repeat them
    public static SecretBox of(String keys, RandomGenerator random) {
        var byId = new LinkedHashMap<String, SecretKey>();
        for (String key : keys.split(",", -1)) {
            byte[] bytes = decode(key.strip());
            byId.put(keyId(bytes), new SecretKeySpec(bytes, "AES"));
        }
        return new SecretBox(byId, random);
    }

    /// A new key, as [#of] reads it.
    public static String newKey(RandomGenerator random) {
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// For texts of another kind, with keys derived from these.
    ///
    /// @param label which kind; each has its own
    public TextBox boxFor(String label) {
        return TextBox.of(keys, label, random);
    }

    public EncryptedSecret seal(WebhookSecret secret, WorkspaceId workspace, WebhookId webhook) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher =
                    cipher(
                            Cipher.ENCRYPT_MODE,
                            key(encryptingKeyId).orElseThrow(),
                            nonce,
                            workspace,
                            webhook);
            byte[] sealed = cipher.doFinal(secret.reveal().getBytes(UTF_8));
            byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
            return new EncryptedSecret(encryptingKeyId, whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    /// The secret, or empty when its key is not among ours or it was not made for this webhook.
    public Optional<WebhookSecret> open(
            EncryptedSecret secret, WorkspaceId workspace, WebhookId webhook) {
        byte[] whole = secret.ciphertext();
        Optional<SecretKey> key = key(secret.keyId());
        if (key.isEmpty() || whole.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher =
                    cipher(
                            Cipher.DECRYPT_MODE,
                            key.get(),
                            Arrays.copyOf(whole, NONCE_BYTES),
                            workspace,
                            webhook);
            byte[] opened = cipher.doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return Optional.of(new WebhookSecret(new String(opened, UTF_8)));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    /// Whether the key that it was made with is among ours. If it is and the secret does not open,
    /// it was changed, or made for another webhook.
    public boolean hasKeyOf(EncryptedSecret secret) {
        return keys.containsKey(secret.keyId());
    }

    /// Whether it was made with the key that encrypts, the first.
    public boolean isUpToDate(EncryptedSecret secret) {
        return secret.keyId().equals(encryptingKeyId);
    }

    private Optional<SecretKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    private static Cipher cipher(
            int mode, SecretKey key, byte[] nonce, WorkspaceId workspace, WebhookId webhook)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((workspace.value() + " " + webhook.value()).getBytes(UTF_8));
        return cipher;
    }

    private static byte[] decode(String key) {
        try {
            byte[] bytes = Base64.getDecoder().decode(key);
            if (bytes.length == KEY_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule(), e);
        }
        throw new IllegalArgumentException(rule());
    }

    private static String rule() {
        return "an encryption key is the base64 of %d random bytes".formatted(KEY_BYTES);
    }

    private static String keyId(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
