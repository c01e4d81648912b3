package id.sahut.webhooks.ingest.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an attempt came to. Immutable.
public enum AttemptResult {
    DELIVERED(1),
    REFUSED(2),
    TIMED_OUT(3),
    UNREACHABLE(4),
    BLOCKED(5),
    CANCELLED(6);

    /// In the database, where it must never change.
    private final int code;

    AttemptResult(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static AttemptResult of(int code) {
        return Arrays.stream(values())
                .filter(it -> it.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no outcome has the code " + code));
    }

    /// As the attempts topic and the API write it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AttemptResult> labelled(String label) {
        return Arrays.stream(values()).filter(it -> it.label().equals(label)).findFirst();
    }
}
