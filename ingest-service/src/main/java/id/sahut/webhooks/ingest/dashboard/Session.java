package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/// Who has signed in, as their browser keeps it for us, sealed; never the key itself. Immutable.
///
/// @param begun when it was, to the second
/// @param token comes back with every form, so that no other site can send one
record Session(ApiKeyId key, WorkspaceId workspace, Instant begun, String token) {

    /// Whether a form was sent from a page of this session.
    boolean made(String presented) {
        return MessageDigest.isEqual(token.getBytes(UTF_8), presented.getBytes(UTF_8));
    }

    String text() {
        return String.join(
                " ", key.value(), workspace.value(), Long.toString(begun.getEpochSecond()), token);
    }

    /// Empty for what [#text] does not write.
    static Optional<Session> read(String text) {
        String[] parts = text.split(" ", -1);
        return parts.length == 4
                        && ApiKeyId.isWellFormed(parts[0])
                        && WorkspaceId.isWellFormed(parts[1])
                        && parts[2].matches("\\d{1,12}")
                ? Optional.of(
                        new Session(
                                new ApiKeyId(parts[0]),
                                new WorkspaceId(parts[1]),
                                Instant.ofEpochSecond(Long.parseLong(parts[2])),
                                parts[3]))
                : Optional.empty();
    }
}
