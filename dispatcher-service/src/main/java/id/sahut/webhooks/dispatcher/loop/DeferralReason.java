package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import java.util.Locale;

/// Why a delivery is set aside without an attempt. Immutable.
enum DeferralReason {
    /// Its endpoint has enough to do for longer than a delivery may wait.
    CROWDED,
    /// Its webhook is switched off.
    DISABLED,
    /// A secret that it needs can't be opened.
    LOCKED,
    /// There is no such webhook, or not yet.
    UNKNOWN,
    /// There was no socket, or no port, to connect with on our side.
    SOCKETS,
    /// As many names were being looked up as may be.
    LOOKUPS;

    static DeferralReason of(AttemptOutcome.Lack lack) {
        return switch (lack) {
            case SOCKETS -> SOCKETS;
            case LOOKUPS -> LOOKUPS;
        };
    }

    /// The name in metrics and headers.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
