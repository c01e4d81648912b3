package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Caller;
import java.util.Optional;
import java.util.function.Function;

/// Whoever has shown an API key. Immutable.
record KeyHolder(ApiKey key) implements Caller {

    @Override
    public WorkspaceId workspace() {
        return key.workspaceId();
    }

    /// What a wish comes to that may be for another workspace.
    ///
    /// @param wanted the one that it names, if any
    Answer inWorkspace(Optional<WorkspaceId> wanted, Function<WorkspaceId, Answer> answer) {
        WorkspaceId whose = wanted.orElse(key.workspaceId());
        return key.operator() || whose.equals(key.workspaceId())
                ? answer.apply(whose)
                : Answer.forbidden(
                        "This key is for %s: only an operator's may name another workspace"
                                .formatted(key.workspaceId()));
    }

    @Override
    public String name() {
        return key.id().toString();
    }
}
