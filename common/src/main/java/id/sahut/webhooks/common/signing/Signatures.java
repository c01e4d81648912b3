package id.sahut.webhooks.common.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.DeliveryId;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Both signatures that every POST carries. Stateless.
public final class Signatures {

    private static final String ALGORITHM = "HmacSHA256";

    private Signatures() {}

    /// `X-Sahut-Signature`: what the sample of the public guide verifies. It is keyed with the text
    /// of the whole secret and covers the body alone.
    public static String sahut(WebhookSecret secret, byte[] body) {
        Mac mac = keyed(secret.reveal().getBytes(UTF_8));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    /// `webhook-signature` of Standard Webhooks: covers the delivery's id and the attempt's time
    /// too, so that a replay can be told.
    public static String standard(
            WebhookSecret secret, DeliveryId id, Instant attemptedAt, byte[] body) {
        Mac mac = keyed(secret.keyOfStandardWebhooks());
        mac.update((id.value() + "." + attemptedAt.getEpochSecond() + ".").getBytes(UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
