package id.sahut.webhooks.bench.sink;

import java.util.ArrayList;
import java.util.List;

/// Holds what should have been delivered, each delivery named once, against what was. Confined to
/// the run's thread.
public final class Books {

    private static final int EXAMPLES = 3;

    private final String run;
    private final Arrived arrived;
    private final Snapshot.Count count;
    private final List<String> missing = new ArrayList<>();
    private long expectedCount;
    private int missingCount;

    /// @param run named in what it finds
    public Books(String run, Sink sink) {
        this(run, sink.arrived(), sink.count());
    }

    Books(String run, Arrived arrived, Snapshot.Count count) {
        this.run = run;
        this.arrived = arrived;
        this.count = count;
    }

    /// This delivery must have been accepted by its endpoint.
    public void mustBeAccepted(String id) {
        var _ = arrived.tick(id);
        expect(id, arrived.isAccepted(id));
    }

    /// This delivery must have arrived, whatever the endpoint made of it.
    public void mustHaveArrived(String id) {
        expect(id, arrived.tick(id));
    }

    /// This delivery may have arrived.
    public void mayHaveArrived(String id) {
        var _ = arrived.tick(id);
    }

    /// How many should have been accepted, or have arrived, and were not.
    public int lost() {
        return missingCount;
    }

    /// What does not balance; empty when all does.
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (missingCount > 0) {
            problems.add(
                    "%s: %,d of %,d deliveries lost, such as %s"
                            .formatted(
                                    run, missingCount, expectedCount, String.join(", ", missing)));
        }
        List<String> foreign = arrived.unticked().limit(EXAMPLES).toList();
        if (!foreign.isEmpty()) {
            problems.add(
                    "%s: deliveries that nobody sent, such as %s"
                            .formatted(run, String.join(", ", foreign)));
        }
        if (count.repeats() > 0) {
            problems.add(
                    "%s: %,d POSTs made again though nothing explains it"
                            .formatted(run, count.repeats()));
        }
        return problems;
    }

    private void expect(String id, boolean found) {
        expectedCount++;
        if (!found) {
            missingCount++;
            if (missing.size() < EXAMPLES) {
                missing.add(id);
            }
        }
    }
}
