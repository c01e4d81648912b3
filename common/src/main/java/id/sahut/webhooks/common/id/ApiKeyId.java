package id.sahut.webhooks.common.id;

/// An API key (not the key itself, which is a secret). Immutable.
///
/// @param value `key_` and 1 to 64 letters and digits
public record ApiKeyId(String value) {

    /// What every such id begins with.
    public static final String PREFIX = "key_";

    public ApiKeyId {
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
