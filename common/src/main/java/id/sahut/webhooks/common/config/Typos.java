package id.sahut.webhooks.common.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the name that was meant. Stateless.
final class Typos {

    /// Two letters exchanged, left out, or added: nearer than any two of our names are.
    private static final int NEAR = 2;

    private Typos() {}

    /// The known name that `text` is a slip of the keyboard away from, if there is one.
    static Optional<String> meant(String text, Collection<String> known) {
        return known.stream()
                .filter(it -> Math.abs(it.length() - text.length()) <= NEAR)
                .filter(it -> distance(it, text) <= NEAR)
                .min(Comparator.comparingInt(it -> distance(it, text)));
    }

    /// How many letters have to be changed, added or taken away.
    private static int distance(String one, String other) {
        var before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            var row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(before[j - 1] + change, Math.min(before[j] + 1, row[j - 1] + 1));
            }
            before = row;
        }
        return before[other.length()];
    }
}
