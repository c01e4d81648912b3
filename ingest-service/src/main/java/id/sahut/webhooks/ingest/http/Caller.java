package id.sahut.webhooks.ingest.http;

import id.sahut.webhooks.common.id.WorkspaceId;

/// Somebody who is known. Immutable.
public interface Caller {

    /// The one workspace that they may see.
    WorkspaceId workspace();

    /// By which they are logged; never a secret.
    String name();
}
