package id.sahut.webhooks.acceptance.sandbox;

import java.util.Collection;
import java.util.List;

/// What a test has measured, for people. Stateless.
public final class Figures {

    private Figures() {}

    public static void print(String line) {
        System.out.println("  ACCEPTANCE " + line);
    }

    /// What a duration may be at most: `promised` where it is measured in earnest, with
    /// `-Dsahut.acceptance.strict=true` on a machine that does nothing else; four times that where
    /// a build shares its machine with who knows what.
    public static long limitMs(long promised) {
        return Boolean.getBoolean("sahut.acceptance.strict") ? promised : 4 * promised;
    }

    /// The value that so many percent do not exceed.
    public static long percentile(Collection<Long> values, double percent) {
        List<Long> sorted = values.stream().sorted().toList();
        int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }
}
