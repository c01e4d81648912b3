package id.sahut.webhooks.acceptance.sandbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Does something so often a second, whether or not the system keeps up: what is late is made up
/// for, and measured from when it should have been. Stateless.
public final class OpenLoop {

    private OpenLoop() {}

    /// What is done each time.
    @FunctionalInterface
    public interface Action {
        /// @param scheduledNanos when it should have been done
        void run(long number, long scheduledNanos);
    }

    public static void run(int perSecond, Duration duration, Action action) {
        long times = perSecond * duration.toMillis() / 1_000;
        long begin = System.nanoTime();
        for (long number = 0; number < times; number++) {
            runOne(number, begin, perSecond, action);
        }
    }

    /// On a thread of its own, until it is told to stop.
    public static Thread inBackground(int perSecond, BooleanSupplier stop, Action action) {
        return Thread.ofPlatform()
                .name("load")
                .daemon()
                .start(() -> {
                    long begin = System.nanoTime();
                    for (long number = 0; !stop.getAsBoolean(); number++) {
                        runOne(number, begin, perSecond, action);
                    }
                });
    }

    private static void runOne(long number, long begin, int perSecond, Action action) {
        long scheduled = begin + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (long left = scheduled - System.nanoTime();
                left > 0;
                left = scheduled - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        action.run(number, scheduled);
    }
}
