package id.sahut.webhooks.dispatcher.attempt;

import java.util.concurrent.CompletableFuture;

/// A lookup under way, shared by all attempts that wait for the name. Safe for any thread.
///
/// @param answer is there when the lookup has ended or its limit has passed
record PendingLookup(Name name, long startedAt, CompletableFuture<NameAnswer> answer) {

    PendingLookup(Name name, long startedAt) {
        this(name, startedAt, new CompletableFuture<>());
    }
}
