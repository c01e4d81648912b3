package id.sahut.webhooks.ingest.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Times as the public reference shows them. Stateless.
final class Times {

    private Times() {}

    /// In UTC, without the fraction of a second.
    static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
