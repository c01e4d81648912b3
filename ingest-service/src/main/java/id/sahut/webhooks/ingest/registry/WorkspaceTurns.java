package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Lets one change of a workspace's webhooks follow the other, so that looking and changing is one
/// step. Safe for any thread.
///
/// Within this process: several processes may change a webhook at the same time, and the later
/// record then counts as a whole.
final class WorkspaceTurns {

    private static final int LOCKS = 64;

    /// While Kafka is away, one workspace's requests must not wait behind each other for minutes.
    /// Together with the producer's own limit 4.5 s: without Kafka, a request is answered within 5
    /// s.
    private static final Duration TURN = Duration.ofMillis(1_500);

    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    /// @param busy what comes of it when the turn doesn't come in time
    <T> T take(WorkspaceId workspace, Supplier<T> step, Supplier<T> busy) {
        ReentrantLock lock = locks.get(Math.floorMod(workspace.hashCode(), LOCKS));
        if (!acquire(lock)) {
            return busy.get();
        }
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    private static boolean acquire(ReentrantLock lock) {
        try {
            return lock.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
