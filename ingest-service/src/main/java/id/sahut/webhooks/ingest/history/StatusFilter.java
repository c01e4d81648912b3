package id.sahut.webhooks.ingest.history;

import java.util.Optional;

/// Which answers' statuses are looked for. Immutable.
///
/// @param from the least
/// @param to the greatest
public record StatusFilter(int from, int to) {

    /// What [#parse] takes, for whoever sent something else.
    public static final String ALLOWED = "a code from 100 to 599, or a class such as 5xx";

    /// Reads `503` or `5xx`.
    public static Optional<StatusFilter> parse(String text) {
        if (text.matches("[1-5][0-9]{2}")) {
            int status = Integer.parseInt(text);
            return Optional.of(new StatusFilter(status, status));
        }
        if (text.matches("[1-5](xx|XX)")) {
            int first = (text.charAt(0) - '0') * 100;
            return Optional.of(new StatusFilter(first, first + 99));
        }
        return Optional.empty();
    }
}
