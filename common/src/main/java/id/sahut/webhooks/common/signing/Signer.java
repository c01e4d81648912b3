package id.sahut.webhooks.common.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.DeliveryId;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes both signatures that every POST carries. Confined to a thread: what computes them is made
/// once and used again.
public final class Signer {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac = mac();

    /// `X-Sahut-Signature`: what the sample of the public guide verifies. It is keyed with the text
    /// of the whole secret and covers the body alone.
    public String sahut(WebhookSecret secret, byte[] body) {
        key(secret.reveal().getBytes(UTF_8));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    /// `webhook-signature` of Standard Webhooks: covers the delivery's id and the attempt's time
    /// too, so that a replay can be told.
    public String standard(WebhookSecret secret, DeliveryId id, Instant attemptedAt, byte[] body) {
        key(secret.keyOfStandardWebhooks());
        mac.update((id.value() + "." + attemptedAt.getEpochSecond() + ".").getBytes(UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    private void key(byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("any bytes are a key", e);
        }
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
