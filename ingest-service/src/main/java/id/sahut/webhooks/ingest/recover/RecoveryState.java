package id.sahut.webhooks.ingest.recover;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a recovery stands, as a person understands it. Immutable.
public enum RecoveryState {
    RUNNING(false),
    /// It has not begun yet, or its webhook is disabled, or the history is not to be had.
    WAITING(false),
    DONE(true),
    /// Somebody stopped it, or deleted its webhook.
    STOPPED(true);

    private final boolean finished;

    RecoveryState(boolean finished) {
        this.finished = finished;
    }

    boolean isFinished() {
        return finished;
    }

    /// As the API and Kafka write it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RecoveryState> labelled(String label) {
        return Arrays.stream(values()).filter(it -> it.label().equals(label)).findFirst();
    }
}
