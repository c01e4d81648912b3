package id.sahut.webhooks.bench.sink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds what should have been delivered against what was. Confined to the run's thread.
public final class Books {

    private static final int EXAMPLES = 3;

    private final String run;
    private final Map<String, Boolean> arrived;
    private final Snapshot.Count count;
    private final Set<String> expected = new HashSet<>();
    private final List<String> missing = new ArrayList<>();
    private long missingCount;

    /// @param run named in what it finds
    public Books(String run, Sink sink) {
        this(run, sink.deliveries(), sink.count());
    }

    Books(String run, Map<String, Boolean> arrived, Snapshot.Count count) {
        this.run = run;
        this.arrived = arrived;
        this.count = count;
    }

    /// This delivery must have been accepted by its endpoint.
    public void mustBeAccepted(String id) {
        expect(id, arrived.getOrDefault(id, false));
    }

    /// This delivery must have arrived, whatever the endpoint made of it.
    public void mustHaveArrived(String id) {
        expect(id, arrived.containsKey(id));
    }

    /// This delivery may have arrived.
    public void mayHaveArrived(String id) {
        expected.add(id);
    }

    /// What does not balance; empty when all does.
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (missingCount > 0) {
            problems.add(
                    "%s: %,d of %,d deliveries lost, such as %s"
                            .formatted(
                                    run,
                                    missingCount,
                                    expected.size(),
                                    String.join(", ", missing)));
        }
        List<String> foreign =
                arrived.keySet().stream()
                        .filter(it -> !expected.contains(it))
                        .limit(EXAMPLES)
                        .toList();
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
        expected.add(id);
        if (!found) {
            missingCount++;
            if (missing.size() < EXAMPLES) {
                missing.add(id);
            }
        }
    }
}
