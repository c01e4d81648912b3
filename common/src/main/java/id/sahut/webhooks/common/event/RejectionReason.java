package id.sahut.webhooks.common.event;

import java.util.Locale;

/// Why an event is not fanned out. Immutable.
public enum RejectionReason {
    /// More bytes than `sahut.events.max-bytes`.
    TOO_LARGE,
    /// Not UTF-8, not JSON, or not an object.
    UNREADABLE_JSON,
    /// `event` is missing or names none of the catalogue's types.
    UNKNOWN_EVENT_TYPE,
    /// `workspace_id` is missing or not a workspace id.
    MISSING_WORKSPACE_ID,
    /// The producer's own `event-id` header can't be used.
    INVALID_EVENT_ID,
    /// Larger, unpacked, than there is memory for; nobody has seen what it says.
    UNREADABLE_RECORD;

    /// As headers and metrics write it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
