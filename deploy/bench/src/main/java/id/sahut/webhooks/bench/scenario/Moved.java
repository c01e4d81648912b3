package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;

/// What one process did that moved records from topic to topic, beside the broker. Immutable.
record Moved(String name, Stretch stretch, Cell peakMb) {

    /// The warm-up is one part in so many of the records.
    private static final long WARM_UP_PART = 10;

    private static final Duration COUNT_AGAIN = Duration.ofMillis(100);

    /// How many so far, by a count that the broker is asked for.
    private record Count(LongSupplier count, InstantSource clock) implements Stretch.Counter {

        @Override
        public Stretch.Reading read() {
            long moved = count.getAsLong();
            return new Stretch.Reading(
                    moved, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        }

        @Override
        public Duration lookAgain() {
            return COUNT_AGAIN;
        }
    }

    /// Waits until it has moved all of them.
    static Moved measure(
            Surroundings with,
            Stage stage,
            String name,
            Child process,
            long records,
            LongSupplier count) {
        long warmUp = records / WARM_UP_PART;
        var stretch =
                Stretch.measure(
                        new Count(count, with.clock()),
                        List.of(stage.broker(), process),
                        warmUp,
                        records - warmUp,
                        with.nanoTime());
        return new Moved(name, stretch, Machine.peakMb(process));
    }

    /// Beside another that stands for the whole.
    Cell[] row(Moved whole) {
        return new Cell[] {
            Cell.of(name),
            Cell.of(stretch.perSecond(), 0),
            Cell.of(stretch.perSecond() / whole.stretch.perSecond(), 2),
            Cell.of(stretch.cpuSecondsPer100k(), 2),
            Cell.of(stretch.cpuSecondsPer100k("broker"), 2),
            peakMb
        };
    }
}
