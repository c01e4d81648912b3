package id.sahut.webhooks.common.config;

/// A setting whose value nobody may see in a log or a message. Immutable.
///
/// @param reveal the value itself, for the one place that needs it
public record SecretText(String reveal) {

    @Override
    public String toString() {
        return "(hidden)";
    }
}
