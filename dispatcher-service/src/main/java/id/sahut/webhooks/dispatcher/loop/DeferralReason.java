package id.sahut.webhooks.dispatcher.loop;

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
    UNKNOWN;

    /// The name in metrics.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
