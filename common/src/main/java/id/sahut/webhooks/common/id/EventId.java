package id.sahut.webhooks.common.id;

/// An event, as its producer named it or as its place in the topic names it. Immutable.
///
/// Ours begin with `evt_`. One set by somebody else in a record's headers is kept as it is, as long
/// as it is safe to send in an HTTP header.
///
/// @param value 1 to 128 visible ASCII characters
public record EventId(String value) {

    /// What the ids that we make begin with.
    public static final String PREFIX = "evt_";

    public EventId {
        IdText.requireToken(value);
    }

    /// Whether `value` could be such an id.
    public static boolean isWellFormed(String value) {
        return IdText.isToken(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
