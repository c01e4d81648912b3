package id.sahut.webhooks.bench.scenario;

import java.util.List;

/// All scenarios, in the order in which they are explained. Stateless.
public final class Scenarios {

    public static final List<Scenario> ALL =
            List.of(
                    new Throughput(),
                    new Latency(),
                    new Isolation(),
                    new Retries(),
                    new FanOut(),
                    new Intake(),
                    new Backlog(),
                    new ScaleOut(),
                    new Memory(),
                    new History(System.getenv()),
                    new Soak());

    private Scenarios() {}
}
