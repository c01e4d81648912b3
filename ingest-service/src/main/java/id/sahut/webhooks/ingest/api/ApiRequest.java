package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import io.javalin.http.Context;
import java.util.Optional;

/// A request of somebody who was let in. Confined to the request's thread.
///
/// @param key whose request it is
record ApiRequest(ApiKey key, Context context) {

    /// The one workspace that the caller may see.
    WorkspaceId workspace() {
        return key.workspaceId();
    }

    /// A part of the path, such as `id`.
    String path(String name) {
        return context.pathParam(name);
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParam(name));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }
}
