package id.sahut.webhooks.acceptance.sandbox;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All that the tests have used and that must not be seen anywhere. Safe for any thread.
public final class Confidential {

    /// Every payload holds it, even those that can't be read.
    public static final String PAYLOAD_MARKER = "rahasia7f3a9c";

    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

    private Confidential() {}

    /// A webhook's secret or an API key, as the customer knows it.
    public static void add(String secret) {
        SECRETS.add(secret.substring(secret.lastIndexOf('_') + 1));
    }

    /// Without their prefixes, which are no secret.
    public static List<String> secrets() {
        return List.copyOf(SECRETS);
    }
}
