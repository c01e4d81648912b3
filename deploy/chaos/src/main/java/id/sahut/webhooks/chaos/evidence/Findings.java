package id.sahut.webhooks.chaos.evidence;

import java.util.ArrayList;
import java.util.List;

/// What broke a promise: how often, and the first few in words. Safe for any thread.
public final class Findings {

    private static final int EXAMPLES = 5;

    private final List<String> examples = new ArrayList<>();
    private long count;

    public synchronized void add(String finding) {
        count++;
        if (examples.size() < EXAMPLES) {
            examples.add(finding);
        }
    }

    public synchronized long count() {
        return count;
    }

    public synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
