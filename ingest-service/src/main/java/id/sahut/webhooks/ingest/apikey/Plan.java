package id.sahut.webhooks.ingest.apikey;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a workspace has bought, which decides how often a key may be used. Immutable.
public enum Plan {
    STARTER,
    PRO,
    BUSINESS;

    /// As records, the API and the command line spell it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Plan> named(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /// Every plan as it is spelled, the smallest first.
    public static List<String> texts() {
        return Arrays.stream(values()).map(Plan::text).toList();
    }
}
