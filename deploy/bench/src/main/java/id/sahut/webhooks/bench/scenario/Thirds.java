package id.sahut.webhooks.bench.scenario;

import java.util.List;

/// Readings over a time as means of its thirds: the first is warm-up, and nothing may have grown
/// from the second to the last. Immutable.
record Thirds(double first, double second, double last) {

    private static final double PART = 0.1;

    /// @param readings three or more, at regular intervals
    static Thirds of(List<Double> readings) {
        int size = readings.size();
        if (size < 3) {
            throw new IllegalArgumentException("three thirds of %d readings".formatted(size));
        }
        return new Thirds(
                mean(readings.subList(0, size / 3)),
                mean(readings.subList(size / 3, size * 2 / 3)),
                mean(readings.subList(size * 2 / 3, size)));
    }

    double growth() {
        return last - second;
    }

    /// How much growth still counts as none: a tenth, and a little.
    double allowed(double slack) {
        return PART * second + slack;
    }

    private static double mean(List<Double> readings) {
        return readings.stream().mapToDouble(it -> it).average().orElseThrow();
    }
}
