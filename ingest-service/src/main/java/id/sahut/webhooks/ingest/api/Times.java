package id.sahut.webhooks.ingest.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
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

    /// ISO 8601; what is not of our time, from 1970 to 2200, counts as its beginning or its end.
    static Optional<Instant> read(String text) {
        try {
            Instant time = Instant.parse(text.toUpperCase(Locale.ROOT));
            if (time.isBefore(Instant.EPOCH)) {
                return Optional.of(Instant.EPOCH);
            }
            return Optional.of(time.isBefore(END) ? time : END);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
