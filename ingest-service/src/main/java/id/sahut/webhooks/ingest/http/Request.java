package id.sahut.webhooks.ingest.http;

import id.sahut.webhooks.common.id.WorkspaceId;
import io.javalin.http.Context;
import java.util.Optional;

/// A request of somebody who was let in. Confined to the request's thread.
///
/// @param <C> what is known of them
public final class Request<C extends Caller> {

    private final C caller;
    private final Visitor visitor;
    private final Context context;

    Request(C caller, Visitor visitor, Context context) {
        this.caller = caller;
        this.visitor = visitor;
        this.context = context;
    }

    public C caller() {
        return caller;
    }

    /// What the request tells besides.
    public Visitor visitor() {
        return visitor;
    }

    /// The one workspace that the caller may see.
    public WorkspaceId workspace() {
        return caller.workspace();
    }

    /// A part of the path, such as `id`.
    public String path(String name) {
        return context.pathParam(name);
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParam(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }
}
