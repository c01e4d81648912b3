package id.sahut.webhooks.common.time;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time of day, which may be set, and the time that only goes on. Safe for any thread.
///
/// @param day what the clock on the wall shows
/// @param nanoTime for how long something takes, see [System#nanoTime]
public record Clocks(InstantSource day, LongSupplier nanoTime) {}
