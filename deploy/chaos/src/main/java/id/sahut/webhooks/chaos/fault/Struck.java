package id.sahut.webhooks.chaos.fault;

/// A fault as it happened. Immutable.
///
/// @param beginNanos before it was done
/// @param endNanos when a pause was over, or when the process had ended
public record Struck(Fault fault, long beginNanos, long endNanos) {}
