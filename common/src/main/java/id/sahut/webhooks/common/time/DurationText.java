package id.sahut.webhooks.common.time;

import java.time.Duration;
import java.util.regex.Pattern;

/// Durations as people write them: a whole number and one of `ms`, `s`, `m`, `h`, `d`. Stateless.
public final class DurationText {

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private DurationText() {}

    /// Reads `500ms`, `5s`, `2m`, `72h`, `7d`.
    ///
    /// @throws IllegalArgumentException when it is anything else; the message says what is allowed
    public static Duration parse(String text) {
        var matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a duration: write a whole number and ms, s, m, h or d, such as 500ms, 5s or 2m"
                            .formatted(text));
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /// The shortest text that reads back as the same duration; days are written as hours.
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
