package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.standalone.command.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Shows on stderr how far a run has come: on a terminal in one line that is written over,
/// elsewhere a line every ten seconds. Confined to one thread.
final class ProgressLine implements Run.Progress, AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final int BAR = 30;

    private final PrintWriter err;
    private final boolean isTerminal;
    private final LongSupplier nanoTime;
    private final long begun;
    private long shown;
    private boolean isOpen;

    ProgressLine(Console console, boolean isTerminal, LongSupplier nanoTime) {
        this.err = console.err();
        this.isTerminal = isTerminal;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
        this.shown = begun;
    }

    @Override
    public void show(Run.Figures now) {
        long at = nanoTime.getAsLong();
        if (at - shown < (isTerminal ? ON_TERMINAL : ELSEWHERE).toNanos()) {
            return;
        }
        shown = at;
        double seconds = Math.max(1, at - begun) / 1e9;
        String line =
                "%3d %%, %d deliveries, %.0f/s"
                        .formatted(
                                100 * now.read() / Math.max(1, now.all()),
                                now.found(),
                                now.found() / seconds);
        if (isTerminal) {
            int full = (int) (BAR * now.read() / Math.max(1, now.all()));
            err.print("\r[%s%s] %s ".formatted("#".repeat(full), " ".repeat(BAR - full), line));
            err.flush();
            isOpen = true;
        } else {
            err.println(line);
        }
    }

    /// Ends the line that is written over.
    @Override
    public void close() {
        if (isOpen) {
            err.println();
        }
    }
}
