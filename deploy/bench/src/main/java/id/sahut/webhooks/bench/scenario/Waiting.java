package id.sahut.webhooks.bench.scenario;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits on the run's thread for what processes do. Stateless.
final class Waiting {

    private Waiting() {}

    /// Looks again and again, until it is so or the limit is over.
    ///
    /// @return whether it is so
    static boolean until(
            BooleanSupplier isSo, Duration lookAgain, Duration limit, Surroundings with) {
        long begin = with.nanoTime().getAsLong();
        while (!isSo.getAsBoolean()) {
            if (with.nanoTime().getAsLong() - begin > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(lookAgain.toNanos());
        }
        return true;
    }
}
