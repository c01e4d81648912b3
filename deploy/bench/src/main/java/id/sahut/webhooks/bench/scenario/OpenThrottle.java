package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.sink.Books;
import id.sahut.webhooks.bench.sink.Snapshot;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;

/// How many events a second the whole pipeline gets through on this machine: from the first that is
/// published to the last that arrives, the publishing included. Stateless.
final class OpenThrottle {

    /// Some 20 s on two cores.
    private static final long MEASURED = 100_000;

    private static final long WARM_UP = 50_000;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private OpenThrottle() {}

    /// @param fleet whose endpoints answer at once
    static double perSecond(Surroundings with, Stage stage, Report report, Fleet fleet) {
        report.method(
                "The most that goes: %,d events published as fast as Kafka takes them, one webhook each, until the last has arrived; %,d before them are the warm-up."
                        .formatted(with.count(MEASURED), with.count(WARM_UP)));
        with.say("open throttle");
        stage.sink().clear();
        var warmUp = new Events(fleet, "warmup", with.count(WARM_UP));
        var measured = new Events(fleet, "throttle", with.count(MEASURED));
        Snapshot.Count begin = publish(with, stage, warmUp, warmUp.count());
        Snapshot.Count end = publish(with, stage, measured, warmUp.count() + measured.count());
        var books = new Books("open throttle", stage.sink());
        warmUp.forEachDelivery((id, _) -> books.mustBeAccepted(id));
        measured.forEachDelivery((id, _) -> books.mustBeAccepted(id));
        report.problems(books.problems());
        return measured.count() * 1e6 / (end.atMicros() - begin.atMicros());
    }

    private static Snapshot.Count publish(
            Surroundings with, Stage stage, Events events, long deliveries) {
        events.publish(stage.kafka(), stage.topics().events(), with.clock());
        var _ =
                Waiting.until(
                        () -> stage.sink().count().deliveries() >= deliveries,
                        LOOK_AGAIN,
                        PATIENCE,
                        with);
        return stage.sink().count();
    }
}
