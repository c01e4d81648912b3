package id.sahut.webhooks.ingest.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// A time as a page shows it: in the workspace's zone, with the exact one beside it. Immutable.
///
/// @param shown such as `15 Mar 2024 15.30 WIB`
/// @param exact in UTC, such as `2024-03-15T08:30:00Z`
record Moment(String shown, String exact) {

    /// No workspace has chosen another yet.
    private static final ZoneId JAKARTA = ZoneId.of("Asia/Jakarta");

    static Moment of(Instant time, Texts texts) {
        return new Moment(
                DateTimeFormatter.ofPattern(texts.get("time.pattern"), texts.language().locale())
                        .format(time.atZone(JAKARTA)),
                time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /// How long it is, in its two largest units, such as `23 j 12 m`.
    static String lasting(Duration duration, Texts texts) {
        if (duration.toDays() > 0) {
            return texts.get("time.days-hours", duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return texts.get("time.hours-minutes", duration.toHours(), duration.toMinutesPart());
        }
        return texts.get("time.minutes", Math.max(1, duration.toMinutes()));
    }
}
