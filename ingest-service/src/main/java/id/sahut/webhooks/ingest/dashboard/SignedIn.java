package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.http.Caller;
import id.sahut.webhooks.ingest.http.Visitor;

/// Whoever has signed in, and asks for a page. Immutable; confined to the request's thread.
record SignedIn(ApiKey key, Session session, Visitor visitor) implements Caller {

    @Override
    public WorkspaceId workspace() {
        return key.workspaceId();
    }

    @Override
    public String name() {
        return key.id().toString();
    }
}
