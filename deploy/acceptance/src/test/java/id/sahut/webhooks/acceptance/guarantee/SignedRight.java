package id.sahut.webhooks.acceptance.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Every POST carries both signatures, and both are right: the guide's, computed here once more,
/// and that of Standard Webhooks, checked with its own library. Stateless.
///
/// The library refuses what is older than five minutes: judge sooner.
public final class SignedRight {

    private SignedRight() {}

    public static void judge(List<Post> posts, List<Subscription> webhooks) {
        Map<String, Subscription> byPath =
                webhooks.stream().collect(Collectors.toMap(Subscription::path, it -> it));
        for (Post post : posts) {
            Subscription webhook = byPath.get(post.path());
            if (webhook != null) {
                judge(post, webhook.secret());
            }
        }
    }

    public static void judge(Post post, String secret) {
        assertThat(post.header("X-Sahut-Signature"))
                .as("the guide's signature of %s", post)
                .isEqualTo("sha256=" + hmac(secret, post.body()));
        assertThatCode(() -> library(secret).verify(new String(post.body(), UTF_8), headers(post)))
                .as("the standard signature of %s", post)
                .doesNotThrowAnyException();
        assertThat(post.header("webhook-id")).isEqualTo(post.deliveryId());
        assertThat(post.header("User-Agent")).startsWith("Sahut-Webhooks/");
        assertThat(post.header("Content-Type")).isEqualTo("application/json");
    }

    /// While two secrets overlap: as before with the old one, and with the new one beside it.
    public static void judgeOverlapping(Post post, String old, String next) {
        judge(post, old);
        assertThat(post.header("X-Sahut-Signature-Next"))
                .as("the next secret's signature of %s", post)
                .isEqualTo("sha256=" + hmac(next, post.body()));
        assertThatCode(() -> library(next).verify(new String(post.body(), UTF_8), headers(post)))
                .as("the next secret's standard signature of %s", post)
                .doesNotThrowAnyException();
    }

    private static Map<String, List<String>> headers(Post post) {
        return post.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue())));
    }

    private static Webhook library(String secret) throws EmptyWebhookSecretException {
        return new Webhook(secret);
    }

    private static String hmac(String secret, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
