package id.sahut.webhooks.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How long something took, again and again. Confined to the test's thread.
final class Timings {

    private final String name;
    private final List<Long> nanos = new ArrayList<>();

    Timings(String name) {
        this.name = name;
    }

    void time(Runnable action) {
        long begin = System.nanoTime();
        action.run();
        nanos.add(System.nanoTime() - begin);
    }

    /// How often one of these took longer than one of those, of all pairs: a half when there is
    /// nothing to tell them apart by. This is the Mann-Whitney statistic as a share; for two times
    /// 200 values it strays by 0.03 (one standard deviation) all by itself.
    double longerThan(Timings those) {
        double longer = 0;
        for (long it : nanos) {
            for (long other : those.nanos) {
                longer += it > other ? 1 : it == other ? 0.5 : 0;
            }
        }
        return longer / ((double) nanos.size() * those.nanos.size());
    }

    @Override
    public String toString() {
        long median = nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
        return "%s %d µs".formatted(name, TimeUnit.NANOSECONDS.toMicros(median));
    }
}
