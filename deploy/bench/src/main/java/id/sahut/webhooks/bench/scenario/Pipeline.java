package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.bench.stage.Stage;
import java.util.List;
import java.util.Map;

/// All that an event passes on its way to an endpoint: a process of each service, with default
/// settings. Confined to the run's thread.
record Pipeline(Service ingest, Service dispatcher, Service scheduler) {

    /// Webhooks that are registered before are known when this returns.
    static Pipeline start(Stage stage) {
        return new Pipeline(
                stage.start(Role.INGEST, Map.of()),
                stage.start(Role.DISPATCHER, Map.of()),
                stage.start(Role.SCHEDULER, Map.of()));
    }

    /// With the broker, because what we do with Kafka costs its time.
    List<Child> processesWith(Child broker) {
        return List.of(broker, ingest.process(), dispatcher.process(), scheduler.process());
    }

    void stop(Stage stage) {
        stage.stop(ingest.process());
        stage.stop(dispatcher.process());
        stage.stop(scheduler.process());
    }
}
