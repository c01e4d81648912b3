package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;

/// Readings of processes as figures of a report. Stateless.
final class Machine {

    private static final double MEGABYTE = 1_000_000;

    private Machine() {}

    /// The most memory that a process has had resident so far.
    static Cell peakMb(Child process) {
        return process.peakResidentBytes()
                .map(bytes -> Cell.of(bytes / MEGABYTE, 0))
                .orElse(Cell.nothing());
    }
}
