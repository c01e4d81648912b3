package id.sahut.webhooks.dispatcher.loop;

import java.time.Duration;

/// The dispatch loop's own limits. Immutable.
///
/// @param maxHeldBytes payloads in memory: queued, in flight, and ended but not written
/// @param maxUnwritten endings that wait to be written; beyond it nothing new is read or started
/// @param outcomeInterval from one transaction's beginning to the next one's, if the first has
///   ended by then
/// @param revokeGrace how long a partition that goes to another dispatcher waits for its attempts
///   in flight
/// @param drain how long attempts in flight may take when the loop is to end
record LoopLimits(
        long maxHeldBytes,
        int maxUnwritten,
        Duration outcomeInterval,
        Duration revokeGrace,
        Duration drain) {}
