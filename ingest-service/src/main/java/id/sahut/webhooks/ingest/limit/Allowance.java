package id.sahut.webhooks.ingest.limit;

import java.time.Duration;

/// Whether somebody may ask once more. Immutable.
public sealed interface Allowance {

    /// How often it may be in a minute.
    int perMinute();

    /// @param remaining how often it may be again before the minute is over
    record Granted(int perMinute, long remaining) implements Allowance {}

    /// @param until how long, until it may be again
    record Exhausted(int perMinute, Duration until) implements Allowance {}
}
