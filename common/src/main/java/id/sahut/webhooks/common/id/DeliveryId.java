package id.sahut.webhooks.common.id;

/// A delivery: one event on its way to one webhook. The receiver's idempotency key. Immutable.
///
/// Ours begin with `dlv_`. One set by somebody else in a record's headers is kept as it is, as long
/// as it is safe to send in an HTTP header.
///
/// @param value 1 to 128 visible ASCII characters
public record DeliveryId(String value) {

    /// What the ids that we make begin with.
    public static final String PREFIX = "dlv_";

    public DeliveryId {
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
