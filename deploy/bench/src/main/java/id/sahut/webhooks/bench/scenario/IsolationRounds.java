package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Bad;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.Usage;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.sink.Books;
import id.sahut.webhooks.bench.sink.Snapshot;
import id.sahut.webhooks.bench.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Rounds of our services one after the other, each with a fleet of its own and its own bad
/// endpoints, and one set of books over all of them. Confined to the run's thread.
final class IsolationRounds {

    private final Surroundings with;
    private final Stage stage;
    private final List<Bad> bads;
    private final Pipeline pipeline;
    private final List<Child> processes;
    private final List<OpenLoop.Published> rounds = new ArrayList<>();
    private final Usage before;
    private long healthySoFar;
    private long badSoFar;

    /// All webhooks are registered before the services start: what is published for one that the
    /// fan-out does not know yet would come to nothing.
    IsolationRounds(Surroundings with, Stage stage, List<Bad> bads) {
        this.with = with;
        this.stage = stage;
        this.bads = List.copyOf(bads);
        for (int round = 0; round < bads.size(); round++) {
            stage.register(fleet(round), false, bads.get(round)::path);
        }
        with.say("starts our services");
        this.pipeline = Pipeline.start(stage);
        this.processes = pipeline.processesWith(stage.broker());
        this.before = Usage.of(processes);
    }

    /// Runs the next one: publishes, waits until all has arrived at the healthy endpoints, and
    /// takes the webhooks away.
    IsolationResult next(OpenLoop loop) {
        int round = rounds.size();
        Bad bad = bads.get(round);
        var published = loop.publish(with, stage, fleet(round), run(round), processes);
        rounds.add(published);
        healthySoFar += published.events().deliveries(0, webhook -> !bad.includes(webhook));
        OpenLoop.await(() -> healthy(stage.sink().snapshot()) >= healthySoFar, with);
        stage.unregister(fleet(round));
        Snapshot arrived = stage.sink().snapshot();
        long bads = arrived.count().posts() - healthy(arrived);
        long toBad = bads - badSoFar;
        badSoFar = bads;
        return IsolationResult.of(
                bad,
                loop,
                published,
                arrived.latency(Bad.HEALTHY).orElseGet(() -> new Histogram(3)),
                toBad);
    }

    /// What the processes took, all rounds and the pauses between them together.
    Table processes() {
        long events = rounds.stream().mapToLong(it -> it.events().count()).sum();
        return Machine.table(
                "our processes, for events, over all rounds",
                processes,
                Usage.of(processes).since(before),
                events);
    }

    /// Stops the services, and says what does not balance: a healthy endpoint must have accepted
    /// what was for it, once; a bad one may have been tried.
    List<String> close() {
        pipeline.stop(stage);
        var books = new Books("our services", stage.sink());
        for (int round = 0; round < rounds.size(); round++) {
            Bad bad = bads.get(round);
            rounds.get(round)
                    .events()
                    .forEachDelivery((id, webhook) -> {
                        if (bad.includes(webhook)) {
                            books.mayHaveArrived(id);
                        } else {
                            books.mustBeAccepted(id);
                        }
                    });
        }
        return books.problems();
    }

    private static long healthy(Snapshot arrived) {
        return arrived.group(Bad.HEALTHY).posts();
    }

    private static Fleet fleet(int round) {
        return Fleet.ofOneEach(run(round), Isolation.WEBHOOKS);
    }

    private static String run(int round) {
        return "round%dx".formatted(round);
    }
}
