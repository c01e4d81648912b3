package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Instant;
import java.util.Comparator;

/// What is known of an API key: everything but the key. Immutable.
///
/// @param workspaceId the one workspace that the key opens
/// @param label what its owner calls it, such as `CRM Integration`
/// @param sha256 the key's hash, lower-case hex
/// @param hint the key's beginning and end, for lists
/// @param plan how often it may be used
/// @param operator whether it may do for any workspace what a platform's own back end does: make
///   keys and webhooks
public record ApiKey(
        ApiKeyId id,
        WorkspaceId workspaceId,
        String label,
        String sha256,
        String hint,
        Plan plan,
        boolean operator,
        Instant createdAt) {

    static final Comparator<ApiKey> OLDEST_FIRST =
            Comparator.comparing(ApiKey::createdAt).thenComparing(it -> it.id().value());

    private static final int MAX_LABEL = 100;

    public ApiKey {
        if (!isLabel(label)) {
            throw new IllegalArgumentException(
                    "a key's label is 1 to %d characters, none of them invisible or a control character"
                            .formatted(MAX_LABEL));
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 is 64 lower-case hex digits");
        }
    }

    /// Whether `text` can be a key's label.
    public static boolean isLabel(String text) {
        int length = text.codePointCount(0, text.length());
        return !text.isBlank()
                && length <= MAX_LABEL
                && text.codePoints().noneMatch(ApiKey::isUnprintable);
    }

    /// Control characters, and those that turn the reading direction of what follows.
    private static boolean isUnprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
