package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.Usage;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Table;
import java.time.Duration;
import java.util.List;

/// Readings of processes as figures of a report. Stateless.
final class Machine {

    private static final double MEGABYTE = 1_000_000;

    private Machine() {}

    /// What each process took of the machine; call it while they run.
    ///
    /// @param usage of the time in which something was done `count` times
    static Table table(String title, List<Child> processes, Usage usage, long count) {
        var table = new Table(title, "process", "CPU-s per 100,000", "peak memory MB");
        for (Child process : processes) {
            var taken = usage.cpu().getOrDefault(process.name(), Duration.ZERO);
            table.row(
                    Cell.of(process.name()),
                    Cell.of(Usage.secondsPer100k(taken, count), 1),
                    peakMb(process));
        }
        return table.row(
                Cell.of("together"),
                Cell.of(Usage.secondsPer100k(usage.total(), count), 1),
                Cell.nothing());
    }

    /// The most memory that a process has had resident so far.
    static Cell peakMb(Child process) {
        return process.peakResidentBytes()
                .map(bytes -> Cell.of(bytes / MEGABYTE, 0))
                .orElse(Cell.nothing());
    }
}
