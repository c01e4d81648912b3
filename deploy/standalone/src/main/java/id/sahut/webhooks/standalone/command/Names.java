package id.sahut.webhooks.standalone.command;

import java.util.List;

/// Names in a line for people. Stateless.
public final class Names {

    /// More don't fit.
    private static final int MAX = 20;

    private Names() {}

    /// The first of them, and how many more there are.
    public static String some(List<String> all) {
        String some = String.join(", ", all.subList(0, Math.min(MAX, all.size())));
        return all.size() <= MAX ? some : "%s and %d more".formatted(some, all.size() - MAX);
    }
}
