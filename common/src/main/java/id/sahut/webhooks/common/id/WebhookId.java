package id.sahut.webhooks.common.id;

/// A registered webhook. Immutable.
///
/// @param value `wh_` and 1 to 64 letters and digits
public record WebhookId(String value) {

    /// What every such id begins with.
    public static final String PREFIX = "wh_";

    public WebhookId {
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
