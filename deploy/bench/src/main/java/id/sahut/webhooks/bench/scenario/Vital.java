package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import java.util.Optional;

/// What must not grow while a process runs. Immutable.
enum Vital {
    HEAP("heap after a full collection", " MB", 8),
    THREADS("threads", "", 5),
    DESCRIPTORS("descriptors", "", 64),
    RESIDENT("resident memory", " MB", 32);

    private static final double MEGABYTE = 1_000_000;

    private final String title;
    private final String unit;
    private final double slack;

    Vital(String title, String unit, double slack) {
        this.title = title;
        this.unit = unit;
        this.slack = slack;
    }

    /// Empty where the system does not tell.
    Optional<Double> read(Child process) {
        return switch (this) {
            case HEAP -> Optional.of(process.liveHeapBytes() / MEGABYTE);
            case THREADS -> process.threads().map(Long::doubleValue);
            case DESCRIPTORS -> process.descriptors().map(Long::doubleValue);
            case RESIDENT -> process.residentBytes().map(bytes -> bytes / MEGABYTE);
        };
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    /// What it may grow by however small it is: sampling is no finer.
    double slack() {
        return slack;
    }
}
