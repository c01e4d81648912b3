package id.sahut.webhooks.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.WebhookSecret;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/// Whether a POST proves that Sahut sent it: the check that every receiver should make.
enum Proof {
    BOTH("signature ok"),
    SAHUT_WRONG("X-Sahut-Signature WRONG"),
    STANDARD_WRONG("webhook-signature WRONG"),
    NONE("signatures MISSING");

    private final String words;

    Proof(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    static Proof of(Headers headers, byte[] body, WebhookSecret secret) {
        var sahut = Optional.ofNullable(headers.getFirst("X-Sahut-Signature"));
        var standard = Optional.ofNullable(headers.getFirst("webhook-signature"));
        var id = headers.getFirst("webhook-id");
        var timestamp = headers.getFirst("webhook-timestamp");
        if (sahut.isEmpty() || standard.isEmpty() || id == null || timestamp == null) {
            return NONE;
        }
        if (!same(sahut.get(), new Signer().sahut(secret, body))) {
            return SAHUT_WRONG;
        }
        if (!DeliveryId.isWellFormed(id) || !timestamp.matches("\\d{1,12}")) {
            return STANDARD_WRONG;
        }
        var attemptedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
        String expected = new Signer().standard(secret, new DeliveryId(id), attemptedAt, body);
        return same(standard.get(), expected) ? BOTH : STANDARD_WRONG;
    }

    /// In a time that does not tell how much of it is right.
    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8));
    }
}
