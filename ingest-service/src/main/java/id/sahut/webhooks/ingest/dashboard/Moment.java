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
    static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");

    private static final Duration RECENTLY = Duration.ofDays(7);

    static Moment of(Instant time, Texts texts) {
        return in(texts.get("time.pattern"), time, texts);
    }

    /// For what happens in close succession.
    static Moment toTheSecond(Instant time, Texts texts) {
        return in(texts.get("time.pattern.seconds"), time, texts);
    }

    /// What was, by how long ago it was, such as `5 menit lalu`.
    static Moment ago(Instant time, Instant now, Texts texts) {
        Duration since = Duration.between(time, now);
        if (since.compareTo(RECENTLY) > 0) {
            return of(time, texts);
        }
        return new Moment(
                since.toSeconds() < 1
                        ? texts.get("time.now")
                        : texts.get("time.ago", roughly(since, texts)),
                exact(time));
    }

    /// What is to come, by how long it still is, such as `dalam 3 menit 20 detik`.
    static Moment coming(Instant time, Instant now, Texts texts) {
        Duration left = Duration.between(now, time);
        return new Moment(
                left.toSeconds() < 1
                        ? texts.get("time.any-moment")
                        : texts.get("time.in", precisely(left, texts)),
                exact(time));
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

    /// The same, with seconds where they matter, such as `3 menit 20 detik`.
    static String precisely(Duration duration, Texts texts) {
        if (duration.toHours() > 0) {
            return lasting(duration, texts);
        }
        if (duration.toMinutes() > 0) {
            return texts.get(
                    "time.minutes-seconds", duration.toMinutes(), duration.toSecondsPart());
        }
        return duration.toSeconds() > 0
                ? texts.get("time.seconds", duration.toSeconds())
                : duration.toMillis() + " ms";
    }

    private static String roughly(Duration duration, Texts texts) {
        if (duration.toDays() > 0) {
            return texts.get("time.days", duration.toDays());
        }
        if (duration.toHours() > 0) {
            return texts.get("time.hours", duration.toHours());
        }
        return duration.toMinutes() > 0
                ? texts.get("time.minutes", duration.toMinutes())
                : texts.get("time.seconds", duration.toSeconds());
    }

    private static Moment in(String pattern, Instant time, Texts texts) {
        return new Moment(
                DateTimeFormatter.ofPattern(pattern, texts.language().locale())
                        .format(time.atZone(ZONE)),
                exact(time));
    }

    private static String exact(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
