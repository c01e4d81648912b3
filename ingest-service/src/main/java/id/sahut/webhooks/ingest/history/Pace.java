package id.sahut.webhooks.ingest.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/// When the history is written, and when it gives way. Confined to the loop's thread.
///
/// Ten times a second. Where there is more to write than ten transactions a second get done with
/// ease they become larger and rarer, to two a second: ids are spread all over their index, and the
/// more of them are written together the fewer pages are written twice.
///
/// While the machine has no processor to spare the history takes a sixteenth of one: what it reads
/// is in Kafka and waits there, and who delivers beside it should not. What is little is written at
/// once all the same, and when the history is ten minutes late it takes what it needs.
final class Pace {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration WRITE_EVERY = Duration.ofMillis(100);

    private static final Duration WRITE_AT_LEAST_EVERY = Duration.ofMillis(500);

    /// How much longer than writing takes it is waited before it is done again.
    private static final int EASE = 4;

    /// Fewer facts gain nothing from being written together, and cost nobody anything: somebody may
    /// look at a live list.
    private static final int MANY = 1_000;

    /// Of all processors, over the last seconds: above it somebody waits for one. One that the
    /// history itself is using is not to spare, but nobody waits for it.
    private static final double BUSY = 0.95;

    private static final Duration LAST_SECONDS = Duration.ofSeconds(3);

    /// One part of so many is taken then.
    private static final int PARTS = 16;

    private static final Duration LONGEST_REST = Duration.ofSeconds(5);
    private static final Duration LATE = Duration.ofMinutes(10);

    /// Where nothing is written: how soon it is noticed that the database has gone.
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);

    private final Machine machine;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private long lastWriteNanos;
    private long lastAnswerNanos;
    private long pauseNanos = WRITE_EVERY.toNanos();
    private long cpuNanos;
    private long restsUntilNanos;
    private long lookedAtMachineNanos;
    private double load;

    /// What it is written on.
    interface Machine {

        /// How much of all processors was in use since this was last asked, from 0 to 1, where that
        /// is known.
        OptionalDouble load();

        /// What the calling thread has used of them.
        long cpuNanos();
    }

    /// What has been written.
    ///
    /// @param took to write it
    /// @param rest how long the history gives way now
    record Written(Duration took, Duration rest) {}

    Pace(Machine machine, InstantSource clock, LongSupplier nanoTime) {
        this.machine = machine;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lastWriteNanos = nanoTime.getAsLong();
        this.lastAnswerNanos = lastWriteNanos;
        this.restsUntilNanos = lastWriteNanos;
        this.lookedAtMachineNanos = lastWriteNanos;
    }

    /// To be called in each turn: looks at the machine.
    void turn() {
        long now = nanoTime.getAsLong();
        double share = (double) (now - lookedAtMachineNanos) / LAST_SECONDS.toNanos();
        lookedAtMachineNanos = now;
        machine.load().ifPresent(it -> load += (it - load) * Math.min(1, share));
    }

    /// How long the next poll may wait.
    Duration patience(boolean isAllWritten) {
        return isAllWritten && !rests() ? POLL : WRITE_EVERY;
    }

    boolean isTimeToWrite() {
        return nanoTime.getAsLong() - lastWriteNanos >= pauseNanos;
    }

    /// Whether nothing is to be read just now.
    boolean rests() {
        return nanoTime.getAsLong() - restsUntilNanos < 0;
    }

    /// Whether the database has not answered for so long that it had better be asked something.
    boolean isTimeToAsk() {
        return nanoTime.getAsLong() - lastAnswerNanos >= ASK_EVERY.toNanos();
    }

    void answered() {
        lastAnswerNanos = nanoTime.getAsLong();
    }

    /// For how many times a tenth of a second what is written now stands.
    long turns() {
        return pauseNanos / WRITE_EVERY.toNanos();
    }

    /// It has been looked at whether something is to be written.
    void looked() {
        lastWriteNanos = nanoTime.getAsLong();
    }

    /// Something has been written since it was looked.
    ///
    /// @param newest when the last of it happened
    Written wrote(int facts, Instant newest) {
        answered();
        Duration took = Duration.ofNanos(lastAnswerNanos - lastWriteNanos);
        long used = machine.cpuNanos() - cpuNanos;
        cpuNanos += used;
        if (facts < MANY) {
            pauseNanos = WRITE_EVERY.toNanos();
            return new Written(took, Duration.ZERO);
        }
        pauseNanos =
                Math.clamp(
                        took.toNanos() * EASE,
                        WRITE_EVERY.toNanos(),
                        WRITE_AT_LEAST_EVERY.toNanos());
        return new Written(took, rest(used, newest));
    }

    /// @param used nanoseconds of a processor since the last time
    private Duration rest(long used, Instant newest) {
        boolean isLate = newest.plus(LATE).isBefore(clock.instant());
        if (isLate || load < BUSY) {
            return Duration.ZERO;
        }
        long rest = Math.min(used * (PARTS - 1), LONGEST_REST.toNanos());
        restsUntilNanos = lastAnswerNanos + rest;
        return Duration.ofNanos(rest);
    }
}
