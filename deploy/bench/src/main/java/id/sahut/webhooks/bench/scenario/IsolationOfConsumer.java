package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.baseline.Baseline;
import id.sahut.webhooks.bench.load.Bad;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.sink.Snapshot;
import id.sahut.webhooks.bench.stage.Stage;
import java.util.List;
import org.HdrHistogram.Histogram;

/// The same rounds with the simple async consumer, a process for each. Its books are not kept: it
/// forgets what fails. Confined to the run's thread.
final class IsolationOfConsumer {

    private final Surroundings with;
    private final Stage stage;
    private final OpenLoop loop;
    private int rounds;

    IsolationOfConsumer(Surroundings with, Stage stage, OpenLoop loop) {
        this.with = with;
        this.stage = stage;
        this.loop = loop;
    }

    /// Ends with the last event: what waits behind a bad endpoint by then has not arrived.
    IsolationResult next(Bad bad) {
        String run = "consumer%dx".formatted(rounds++);
        stage.sink().clear();
        var baseline =
                Baseline.consumer(
                                Baseline.Kind.ASYNC_CONSUMER,
                                stage.sink().endpoints(false),
                                Bad.HEALTHY,
                                Isolation.WEBHOOKS,
                                stage.bootstrap(),
                                stage.topics().events(),
                                with.clock().millis())
                        .among(bad);
        try (Child consumer = stage.start(baseline)) {
            var published =
                    loop.publish(
                            with,
                            stage,
                            Fleet.ofOneEach(run, Isolation.WEBHOOKS),
                            run,
                            List.of(stage.broker(), consumer));
            Snapshot atEnd = published.atEnd();
            return IsolationResult.of(
                    bad,
                    loop,
                    published,
                    atEnd.latency(Bad.HEALTHY).orElseGet(() -> new Histogram(3)),
                    atEnd.count().posts() - atEnd.group(Bad.HEALTHY).posts());
        }
    }
}
