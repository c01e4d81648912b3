package id.sahut.webhooks.common.delivery;

import java.util.Locale;

/// Why a delivery was given up. Immutable.
public enum ExpiryReason {
    /// Every attempt failed.
    ATTEMPTS,
    /// It waited too long for its endpoint to have room.
    BACKLOG,
    /// It waited too long for its webhook to be switched on again.
    DISABLED,
    /// It waited too long for a key that opens its webhook's secret.
    LOCKED,
    /// The record names no webhook or has no value.
    UNREADABLE;

    /// As headers and metrics write it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
