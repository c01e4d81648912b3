package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.Stats;
import java.util.ArrayList;
import java.util.List;

/// A rectangle of a drawing: attempts that were taken at the bottom, and those that failed on top.
/// Immutable.
///
/// @param kind of the style sheet: `taken` or `failed`
record Bar(String kind, int x, int y, int width, int height) {

    /// How large a drawing is, in its own units.
    record Size(int width, int height) {}

    static final Size SPARK = new Size(96, 24);
    static final Size CHART = new Size(720, 140);

    private static final int MIN_HEIGHT = 2;

    /// Whatever happened is to be seen, be it ever so little beside the rest.
    static List<Bar> of(List<Stats.Step> steps, Size size) {
        int most = Math.max(1, steps.stream().mapToInt(Glance::attempts).max().orElse(1));
        int room = size.width / Math.max(1, steps.size());
        int width = Math.max(1, room - Math.max(1, room / 5));
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < steps.size(); i++) {
            int all = Glance.attempts(steps.get(i));
            int taken = steps.get(i).attempts().getOrDefault(AttemptResult.DELIVERED, 0);
            int low = height(taken, most, size);
            int high = height(all - taken, most, size);
            low = Math.min(low, size.height - high);
            if (low > 0) {
                bars.add(new Bar("taken", i * room, size.height - low, width, low));
            }
            if (high > 0) {
                bars.add(new Bar("failed", i * room, size.height - low - high, width, high));
            }
        }
        return bars;
    }

    private static int height(int count, int most, Size size) {
        return count == 0 ? 0 : Math.max(MIN_HEIGHT, (int) ((long) count * size.height / most));
    }
}
