package id.sahut.webhooks.dispatcher.lane;

import java.time.Duration;

/// How long an attempt that succeeds takes, over all endpoints: what an endpoint's own time is
/// compared with, so that a process short of CPU does not take every endpoint for a slow one.
/// Confined to the dispatch loop's thread.
///
/// The mean of the logarithms: a few that take seconds do not hide that most take milliseconds.
final class Typical {

    /// The newest attempt's weight: some 500 attempts are what it looks back on.
    private static final double WEIGHT = 1.0 / 256;

    /// Silent or failing for so long, an endpoint is slow, where attempts typically take less than
    /// a quarter of it.
    private static final Duration SLOW = Duration.ofSeconds(1);

    /// And for so long in any case.
    private static final Duration SLOW_AT_MOST = Duration.ofSeconds(4);

    private static final int TIMES_SLOWER = 2;
    private static final int TIMES_SLOW = 4;

    private double meanOfLogs;
    private boolean isKnown;

    void succeeded(long tookNanos) {
        double log = Math.log((double) Math.max(1, tookNanos));
        meanOfLogs = isKnown ? meanOfLogs + WEIGHT * (log - meanOfLogs) : log;
        isKnown = true;
    }

    /// Whether so long is clearly more than usual; while nothing has succeeded yet, anything is but
    /// 0, which says that nothing was attempted.
    boolean isShorterThan(long nanos) {
        return nanos > 0 && (!isKnown || nanos > TIMES_SLOWER * nanos());
    }

    /// How long an attempt must have been in flight to tell of a slow endpoint.
    long slowNanos() {
        double slow = isKnown ? TIMES_SLOW * nanos() : 0;
        return Math.clamp((long) slow, SLOW.toNanos(), SLOW_AT_MOST.toNanos());
    }

    private double nanos() {
        return Math.exp(meanOfLogs);
    }
}
