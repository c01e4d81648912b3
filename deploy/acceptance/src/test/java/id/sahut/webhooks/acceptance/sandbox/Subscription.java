package id.sahut.webhooks.acceptance.sandbox;

/// A webhook that a test has registered. Immutable.
///
/// @param path where on the [id.sahut.webhooks.acceptance.receiver.Receiver] it points to
/// @param secret as the creation response has shown it
public record Subscription(
        String webhookId, String workspace, String apiKey, String path, String secret) {

    @Override
    public String toString() {
        return "%s at %s".formatted(webhookId, path);
    }
}
