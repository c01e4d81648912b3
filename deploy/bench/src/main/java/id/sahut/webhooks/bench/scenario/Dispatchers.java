package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.ChildFailure;
import id.sahut.webhooks.bench.stage.Group;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// Several dispatchers that share the partitions. Confined to the run's thread.
final class Dispatchers implements AutoCloseable {

    /// A rebalance takes seconds: a member hears of it with its next heartbeat.
    private static final Duration SETTLE = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /// New deliveries, and those that are due again.
    private static final int TOPICS = 2;

    private final Surroundings with;
    private final Stage stage;
    private final Map<String, String> settings;
    private final Group group;
    private final Deque<Service> running = new ArrayDeque<>();

    Dispatchers(Surroundings with, Stage stage, Map<String, String> settings) {
        this.with = with;
        this.stage = stage;
        this.settings = settings;
        this.group = Group.ofDispatchers(stage);
    }

    /// Starts one more, which does not have its share yet.
    Service start() {
        var service = stage.start(Role.DISPATCHER, settings);
        running.add(service);
        return service;
    }

    /// Asks the oldest to end, and waits until it has.
    void stopOldest() {
        stage.stop(running.remove().process());
    }

    /// Waits until each has its share of the partitions.
    void awaitShared() {
        boolean shared =
                Waiting.until(
                        () -> group.isSharedBy(running.size(), TOPICS), LOOK_AGAIN, SETTLE, with);
        if (!shared) {
            throw new ChildFailure(
                    "%d dispatchers did not share the partitions within %d s"
                            .formatted(running.size(), SETTLE.toSeconds()));
        }
    }

    int size() {
        return running.size();
    }

    List<Child> processes() {
        return running.stream().map(Service::process).toList();
    }

    /// The sum of a metric over all of them.
    double metric(String name) {
        return running.stream().mapToDouble(it -> it.metric(name)).sum();
    }

    /// The one that has had the most memory resident.
    Child largest() {
        return processes().stream()
                .max(Comparator.comparing(it -> it.peakResidentBytes().orElse(0L)))
                .orElseThrow();
    }

    /// Asks all to end, one after the other, and waits until they have.
    void stopAll() {
        while (!running.isEmpty()) {
            stopOldest();
        }
    }

    @Override
    public void close() {
        group.close();
    }
}
