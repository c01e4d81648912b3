package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.http.Caller;

/// Whoever has shown an API key. Immutable.
record KeyHolder(ApiKey key) implements Caller {

    @Override
    public WorkspaceId workspace() {
        return key.workspaceId();
    }

    @Override
    public String name() {
        return key.id().toString();
    }
}
