package id.sahut.webhooks.dispatcher.outcome;

import java.util.Locale;

/// Why a delivery is set aside without an attempt. Immutable.
public enum DeferralReason {
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

    /// The name in metrics and headers.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
