package id.sahut.webhooks.ingest.wish;

import id.sahut.webhooks.common.id.WorkspaceId;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The member of a wish's body that says for which workspace it is. Stateless.
public final class WorkspaceMember {

    public static final String NAME = "workspace_id";

    private WorkspaceMember() {}

    /// @param json an object in which it is a text, if it is there
    public static Reading<Optional<WorkspaceId>> of(JsonNode json) {
        if (!json.has(NAME)) {
            return new Reading.Accepted<>(Optional.empty());
        }
        String text = json.path(NAME).stringValue();
        return WorkspaceId.isWellFormed(text)
                ? new Reading.Accepted<>(Optional.of(new WorkspaceId(text)))
                : new Reading.Invalid<>(NAME + " must be 'ws_' and 1 to 64 letters and digits");
    }
}
