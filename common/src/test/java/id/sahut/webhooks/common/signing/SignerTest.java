package id.sahut.webhooks.common.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import id.sahut.webhooks.common.id.DeliveryId;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class SignerTest {

    private static final List<String> BODIES =
            List.of(
                    "{}",
                    "{\"event\":\"message.created\"}",
                    " {\r\n\t\"event\" : \"message.created\" ,\n \"data\":{ } }\n",
                    "{\"text\":\"Halo 👋 สวัสดี é \\u00e9 \\ud83d\"}",
                    "x".repeat(524_288));

    /// Node's own answer: `createHmac('sha256', secret).update(payload, 'utf8').digest('hex')`.
    @Test
    void aKnownBodyHasTheSignatureThatTheGuidesSampleComputes() {
        var secret = new WebhookSecret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        assertThat(new Signer().sahut(secret, "{\"event\":\"message.created\"}".getBytes(UTF_8)))
                .isEqualTo(
                        "sha256=bd7a84f30cf0b744eb29d345a48eea14cceb06ed3ffdb8c5ae47d78d7dc16d80");
    }

    @Test
    void theGuidesVerificationAcceptsOurSignature() throws GeneralSecurityException {
        for (long seed = 0; seed < 50; seed++) {
            var secret = WebhookSecret.random(new Random(seed));
            for (String body : BODIES) {
                assertThat(new Signer().sahut(secret, body.getBytes(UTF_8)))
                        .as("seed %d", seed)
                        .isEqualTo("sha256=" + guidesHex(body, secret.reveal()));
            }
        }
    }

    @Test
    void theStandardWebhooksLibraryAcceptsOurSignature() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            var secret = WebhookSecret.random(new Random(seed));
            var library = new com.standardwebhooks.Webhook(secret.reveal());
            for (String body : BODIES) {
                var headers = headers(secret, body, Instant.now());
                assertThatCode(() -> library.verify(body, headers))
                        .as("seed %d", seed)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void theStandardWebhooksLibraryRefusesAnotherBodySecretIdOrTime() throws Exception {
        var secret = WebhookSecret.random(new Random(1));
        var headers = headers(secret, "{}", Instant.now());
        var library = new com.standardwebhooks.Webhook(secret.reveal());
        var other = new com.standardwebhooks.Webhook(WebhookSecret.random(new Random(2)).reveal());
        assertThatThrownBy(() -> library.verify("{ }", headers))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> other.verify("{}", headers))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> library.verify("{}", with(headers, "webhook-id", "dlv_2")))
                .isInstanceOf(WebhookVerificationException.class);
        String later = Long.toString(Instant.now().getEpochSecond() + 2);
        assertThatThrownBy(() -> library.verify("{}", with(headers, "webhook-timestamp", later)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void aNewSecretIsThePrefixAndThirtyTwoRandomBytes() {
        var secret = WebhookSecret.random(new Random(3));
        assertThat(Base64.getDecoder().decode(secret.reveal().substring("whsec_".length())))
                .hasSize(32);
        assertThat(secret).isNotEqualTo(WebhookSecret.random(new Random(4)));
    }

    @Test
    void aSecretsTextIsHidden() {
        assertThat(WebhookSecret.random(new Random(5))).hasToString("whsec_(hidden)");
    }

    @Test
    void whatIsNoSecretIsRefusedWithoutBeingRepeated() {
        for (String text : List.of("", "sk_hemmelig", "whsec_", "whsec_hemmelig!")) {
            assertThatThrownBy(() -> new WebhookSecret(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain("hemmelig");
        }
    }

    /// The guide's sample, from its text: HMAC-SHA256 over the raw body, keyed with the whole
    /// secret, in hex.
    private static String guidesHex(String payload, String secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return "%064x".formatted(new BigInteger(1, mac.doFinal(payload.getBytes(UTF_8))));
    }

    private static Map<String, List<String>> headers(
            WebhookSecret secret, String body, Instant now) {
        var id = new DeliveryId("dlv_1");
        return Map.of(
                "webhook-id", List.of(id.value()),
                "webhook-timestamp", List.of(Long.toString(now.getEpochSecond())),
                "webhook-signature",
                        List.of(new Signer().standard(secret, id, now, body.getBytes(UTF_8))));
    }

    private static Map<String, List<String>> with(
            Map<String, List<String>> headers, String name, String value) {
        var changed = new java.util.HashMap<>(headers);
        changed.put(name, List.of(value));
        return changed;
    }
}
