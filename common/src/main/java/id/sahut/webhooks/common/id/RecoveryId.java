package id.sahut.webhooks.common.id;

/// A recovery: somebody's wish that many deliveries be sent again. Immutable.
///
/// @param value `rcv_` and 1 to 64 letters and digits
public record RecoveryId(String value) {

    /// What every such id begins with.
    public static final String PREFIX = "rcv_";

    public RecoveryId {
        IdText.requirePrefixed(PREFIX, value);
    }

    /// Whether `value` could be such an id.
    public static boolean isWellFormed(String value) {
        return IdText.isPrefixed(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
