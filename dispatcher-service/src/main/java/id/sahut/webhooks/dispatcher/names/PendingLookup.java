package id.sahut.webhooks.dispatcher.names;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// A lookup under way, shared by all attempts that wait for the name. Safe for any thread.
///
/// @param answer is there when the lookup has ended, when the last answer has taken its place, or
///   when its limit has passed
/// @param slow whether its limit has passed
record PendingLookup(
        Name name, long startedAt, CompletableFuture<NameAnswer> answer, AtomicBoolean slow) {

    PendingLookup(Name name, long startedAt) {
        this(name, startedAt, new CompletableFuture<>(), new AtomicBoolean());
    }

    boolean isLate(long now) {
        return now - startedAt >= NameLimits.LATE.toNanos();
    }
}
