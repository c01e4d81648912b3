package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.Usage;
import id.sahut.webhooks.bench.sink.Snapshot;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Events at a steady rate, whether or not anybody keeps up: a warm-up, and behind it without a
/// pause what is measured. Immutable.
record OpenLoop(int perSecond, Duration warmUp, Duration measured) {

    /// From the start of the publisher to its first event: it has to find the broker first.
    private static final Duration HEAD_START = Duration.ofMillis(500);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// The same for a longer or shorter time behind the warm-up.
    OpenLoop lasting(Duration measured) {
        return new OpenLoop(perSecond, warmUp, measured);
    }

    /// What went on until the last event was published.
    ///
    /// @param events all of them, those of the warm-up too
    /// @param firstMeasured the number of the first that is no warm-up
    /// @param warm what had arrived when the warm-up was over
    /// @param atEnd what had arrived by then; measured events alone are timed
    /// @param usage after the warm-up
    record Published(
            Events events, long firstMeasured, Snapshot.Count warm, Snapshot atEnd, Usage usage) {

        long measured() {
            return events.count() - firstMeasured;
        }
    }

    /// Publishes, from a thread of its own, and returns when Kafka has the last event.
    ///
    /// @param run tells these events from others to the same fleet
    /// @param children whose processor time counts
    Published publish(
            Surroundings with, Stage stage, Fleet fleet, String run, List<Child> children) {
        var events = Events.during(fleet, run, perSecond, warmUp.plus(measured));
        Instant start = with.clock().instant().plus(HEAD_START);
        Instant measuredFrom = start.plus(warmUp);
        stage.sink().timeFrom(measuredFrom);
        var publishing = Publishing.start(with, stage, events, perSecond, start);
        with.waitUntil(measuredFrom);
        var warm = stage.sink().count();
        var before = Usage.of(children);
        Events published = publishing.join();
        var usage = Usage.of(children).since(before);
        return new Published(published, firstMeasured(), warm, stage.sink().snapshot(), usage);
    }

    /// Waits until all has arrived that is to be waited for, though not for ever: whether something
    /// is missing is for the books to say.
    static void await(BooleanSupplier arrived, Surroundings with) {
        var _ = Waiting.until(arrived, LOOK_AGAIN, PATIENCE, with);
    }

    /// What is scheduled at the end of the warm-up is no warm-up.
    private long firstMeasured() {
        return Math.ceilDiv(perSecond * warmUp.toMillis(), 1_000L);
    }
}
