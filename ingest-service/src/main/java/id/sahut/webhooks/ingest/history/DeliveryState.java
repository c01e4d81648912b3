package id.sahut.webhooks.ingest.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a delivery stands, as a person understands it. Immutable.
public enum DeliveryState {
    /// An attempt succeeded; whatever else is under way for it, this stays.
    DELIVERED(1),
    /// On its way, and not attempted yet.
    WAITING(2),
    /// An attempt failed; the next comes.
    RETRYING(3),
    /// Set aside without an attempt, until its endpoint has room, is switched on again, or can be
    /// signed for.
    DEFERRED(4),
    /// Given up.
    FAILED(5),
    /// Its webhook was gone.
    CANCELLED(6);

    /// In the database, where it must never change: those after [#WAITING] are what people look
    /// for, and have an index each.
    private final int code;

    DeliveryState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static DeliveryState of(int code) {
        return Arrays.stream(values())
                .filter(it -> it.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no state has the code " + code));
    }

    /// As the API and metrics write it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state of this label, if there is one.
    public static Optional<DeliveryState> labelled(String label) {
        return Arrays.stream(values()).filter(it -> it.label().equals(label)).findFirst();
    }
}
