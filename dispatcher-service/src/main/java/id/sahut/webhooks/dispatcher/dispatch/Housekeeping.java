package id.sahut.webhooks.dispatcher.dispatch;

import java.time.Duration;
import java.util.function.LongSupplier;

/// What is to be done now and then. Confined to the dispatch loop's thread.
final class Housekeeping {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final OnHand onHand;
    private final Intake intake;
    private final Deferrals deferrals;
    private final DispatcherMeters meters;
    private final LongSupplier nanoTime;
    private long lastNanos;

    Housekeeping(
            OnHand onHand,
            Intake intake,
            Deferrals deferrals,
            DispatcherMeters meters,
            LongSupplier nanoTime) {
        this.onHand = onHand;
        this.intake = intake;
        this.deferrals = deferrals;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    void keepIfDue() {
        long now = nanoTime.getAsLong();
        if (now - lastNanos < INTERVAL.toNanos()) {
            return;
        }
        lastNanos = now;
        deferrals.setAsideOverdue();
        intake.skipMarkers();
        meters.now(onHand.lanes().inFlight(), onHand.lanes().queued(), onHand.bytes());
        onHand.outcomes().report();
    }
}
