package id.sahut.webhooks.ingest.dashboard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts who signs in. Safe for any thread.
final class DashboardMeters {

    private static final String SIGN_INS = "sahut.dashboard.sign.ins";
    private static final String RESULT = "result";

    private final Counter entered;
    private final Counter rejected;
    private final Counter limited;

    DashboardMeters(MeterRegistry meters) {
        this.entered = meters.counter(SIGN_INS, RESULT, "entered");
        this.rejected = meters.counter(SIGN_INS, RESULT, "rejected");
        this.limited = meters.counter(SIGN_INS, RESULT, "limited");
    }

    void entered() {
        entered.increment();
    }

    /// With a key that is none, or revoked.
    void rejected() {
        rejected.increment();
    }

    /// Of those, one that came beyond the limit for its address.
    void limited() {
        limited.increment();
    }
}
