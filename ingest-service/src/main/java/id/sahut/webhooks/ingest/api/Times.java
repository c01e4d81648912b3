package id.sahut.webhooks.ingest.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Times as the public reference shows them. Stateless.
final class Times {

    /// What [#read] takes, for whoever sent something else.
    static final String ALLOWED = "a time such as 2024-03-15T08:30:00Z";

    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    private Times() {}

    /// In UTC, without the fraction of a second.
    static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// ISO 8601 in UTC, from 1970 to 2200; anything else is none.
    static Optional<Instant> read(String text) {
        try {
            return Optional.of(Instant.parse(text))
                    .filter(it -> !it.isBefore(Instant.EPOCH) && it.isBefore(END));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
