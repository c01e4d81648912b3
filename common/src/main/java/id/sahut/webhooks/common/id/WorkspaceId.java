package id.sahut.webhooks.common.id;

/// A customer's workspace, the tenant everything belongs to. Immutable.
///
/// @param value `ws_` and 1 to 64 letters and digits
public record WorkspaceId(String value) {

    /// What every such id begins with.
    public static final String PREFIX = "ws_";

    public WorkspaceId {
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
