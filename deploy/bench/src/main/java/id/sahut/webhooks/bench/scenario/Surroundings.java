package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.stage.Program;
import id.sahut.webhooks.bench.stage.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What a scenario runs with. Immutable.
///
/// @param program that is measured
/// @param folder for all that processes keep and log; empty
/// @param scale 1 for the full size; less makes everything shorter
/// @param progress gets a line now and then
public record Surroundings(
        Program program,
        Path folder,
        double scale,
        Consumer<String> progress,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random) {

    Stage stage(String retryDelays) {
        say("starts a broker and a sink");
        return Stage.open(program, folder, retryDelays, nanoTime, random);
    }

    /// The same in a folder of its own: for a scenario that needs more than one stage.
    Surroundings in(String name) {
        try {
            return new Surroundings(
                    program,
                    Files.createDirectory(folder.resolve(name)),
                    scale,
                    progress,
                    clock,
                    nanoTime,
                    random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String line) {
        progress.accept(line);
    }

    void waitUntil(Instant moment) {
        for (Duration left = Duration.between(clock.instant(), moment);
                left.isPositive();
                left = Duration.between(clock.instant(), moment)) {
            LockSupport.parkNanos(left.toNanos());
        }
    }

    /// @param full at full size
    long count(long full) {
        return Math.max(1, Math.round(full * scale));
    }

    /// At least a few seconds, so that there is something to see.
    Duration time(Duration full) {
        long millis = Math.round(full.toMillis() * scale);
        return Duration.ofMillis(Math.max(Math.min(full.toMillis(), 3_000), millis));
    }
}
