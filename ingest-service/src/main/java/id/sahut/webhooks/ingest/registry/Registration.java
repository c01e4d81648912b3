package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.wish.Characters;
import java.util.List;
import java.util.Optional;

/// The wish to register a webhook. Immutable.
///
/// @param events in the order given, without repeats, at least one
/// @param enabled empty when it wasn't said; then it is
/// @param workspace for which it is to be, where somebody has said so
public record Registration(
        EndpointUrl url,
        List<EventType> events,
        Optional<String> description,
        Optional<Boolean> enabled,
        Optional<WorkspaceId> workspace) {

    /// Of a description, in characters.
    public static final int MAX_DESCRIPTION = 200;

    /// Whether `text` can be a webhook's description.
    public static boolean isDescription(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= 1
                && length <= MAX_DESCRIPTION
                && text.codePoints().allMatch(Characters::isWritable);
    }
}
