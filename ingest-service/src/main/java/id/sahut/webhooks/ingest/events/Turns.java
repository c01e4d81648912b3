package id.sahut.webhooks.ingest.events;

import id.sahut.webhooks.ingest.write.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Lets one request at a time work under an idempotency key, in this process. Safe for any thread.
final class Turns {

    /// No more than there are requests under way.
    private final ConcurrentMap<Fingerprint, CompletableFuture<Void>> taken =
            new ConcurrentHashMap<>();

    /// Waits for whoever has the turn; whoever gets it has to [#end] it.
    ///
    /// @return false when the others took too long
    boolean begin(Fingerprint key, Deadline deadline) throws InterruptedException {
        var mine = new CompletableFuture<Void>();
        for (var other = taken.putIfAbsent(key, mine);
                other != null;
                other = taken.putIfAbsent(key, mine)) {
            try {
                other.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a turn only ever ends", e);
            }
        }
        return true;
    }

    void end(Fingerprint key) {
        CompletableFuture<Void> mine = taken.remove(key);
        if (mine != null) {
            mine.complete(null);
        }
    }
}
