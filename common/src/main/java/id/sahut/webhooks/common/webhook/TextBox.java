package id.sahut.webhooks.common.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// Encrypts small texts that somebody else keeps for us, such as a browser, with AES-256-GCM.
/// Immutable, safe for any thread when its [RandomGenerator] is.
///
/// Its keys are derived from the encryption keys by HKDF under a label of its own: what was sealed
/// under another label does not open, and a webhook's secret neither. The first key seals and all
/// of them open, as in [SecretBox].
public final class TextBox {

    private static final int KEY_ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 32;

    /// Nothing that we seal comes near it; whatever is longer need not be looked at.
    private static final int MAX_SEALED = 4_096;

    private final Map<Integer, SecretKey> keys;
    private final int sealingKeyId;
    private final byte[] label;
    private final RandomGenerator random;

    private TextBox(Map<Integer, SecretKey> keys, byte[] label, RandomGenerator random) {
        this.keys = keys;
        this.sealingKeyId = keys.keySet().iterator().next();
        this.label = label;
        this.random = random;
    }

    /// @param masters the encryption keys by their ids, eight hex digits each; the first seals
    static TextBox of(Map<String, SecretKey> masters, String label, RandomGenerator random) {
        byte[] info = label.getBytes(UTF_8);
        var keys = new LinkedHashMap<Integer, SecretKey>();
        masters.forEach(
                (id, master) -> keys.put(Integer.parseUnsignedInt(id, 16), derived(master, info)));
        return new TextBox(keys, info, random);
    }

    /// @return URL-safe text: letters, digits, `-` and `_`
    public String seal(String text) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        SecretKey key = keys.get(sealingKeyId);
        if (key == null) {
            throw new IllegalStateException("the sealing key is not among the keys");
        }
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(text.getBytes(UTF_8));
            var whole = ByteBuffer.allocate(KEY_ID_BYTES + NONCE_BYTES + sealed.length);
            whole.putInt(sealingKeyId).put(nonce).put(sealed);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(whole.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    /// The text, or empty when it was not sealed by us under this label, or was changed.
    public Optional<String> open(String sealed) {
        if (sealed.length() > MAX_SEALED) {
            return Optional.empty();
        }
        ByteBuffer whole;
        try {
            whole = ByteBuffer.wrap(Base64.getUrlDecoder().decode(sealed));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (whole.remaining() < KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        SecretKey key = keys.get(whole.getInt());
        if (key == null) {
            return Optional.empty();
        }
        var nonce = new byte[NONCE_BYTES];
        whole.get(nonce);
        var rest = new byte[whole.remaining()];
        whole.get(rest);
        try {
            return Optional.of(
                    new String(cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(rest), UTF_8));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    private Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(label);
        return cipher;
    }

    private static SecretKey derived(SecretKey master, byte[] info) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(master)
                                    .thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }
}
