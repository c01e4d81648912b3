package id.sahut.webhooks.ingest.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.WorkspaceId;

/// What a customer calls one publication by, so that sending it again does not make it happen
/// again. Immutable. Workspaces may use the same text without meeting each other.
///
/// @param fingerprint of workspace and text: the text itself is the customer's and is kept nowhere
public record IdempotencyKey(Fingerprint fingerprint) {

    private static final int MAX_LENGTH = 128;

    public static boolean isWellFormed(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(it -> it > ' ' && it < 0x7f);
    }

    /// The key of one event of several that are published under this one: it is the event's own, so
    /// what is sent again may be any of them, in any order.
    IdempotencyKey of(byte[] event) {
        return new IdempotencyKey(
                Fingerprint.of(
                        (fingerprint.hex() + " " + Fingerprint.of(event).hex()).getBytes(UTF_8)));
    }

    /// @param text 1 to 128 visible ASCII characters
    public static IdempotencyKey of(WorkspaceId workspace, String text) {
        if (!isWellFormed(text)) {
            throw new IllegalArgumentException("not an idempotency key");
        }
        return new IdempotencyKey(Fingerprint.of((workspace.value() + " " + text).getBytes(UTF_8)));
    }
}
