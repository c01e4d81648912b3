package id.sahut.webhooks.common.signing;

import java.util.Base64;
import java.util.random.RandomGenerator;

/// What a webhook's POSTs are signed with: `whsec_` and the base64 of 32 random bytes. Immutable.
///
/// Shown to the customer once. Never in a log: its text is hidden everywhere but where it is asked
/// for by name.
///
/// @param reveal the whole secret, `whsec_` included
public record WebhookSecret(String reveal) {

    public static final String PREFIX = "whsec_";

    private static final int BYTES = 32;

    public WebhookSecret {
        if (!reveal.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a webhook's secret begins with " + PREFIX);
        }
        if (Base64.getDecoder().decode(reveal.substring(PREFIX.length())).length == 0) {
            throw new IllegalArgumentException("a webhook's secret is more than its prefix");
        }
    }

    public static WebhookSecret random(RandomGenerator random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    byte[] keyOfStandardWebhooks() {
        return Base64.getDecoder().decode(reveal.substring(PREFIX.length()));
    }

    @Override
    public String toString() {
        return PREFIX + "(hidden)";
    }
}
