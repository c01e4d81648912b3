package id.sahut.webhooks.ingest.http;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.Optional;

/// A request of somebody who is not known yet. Confined to the request's thread.
final class Asking implements Visitor {

    private final Context context;
    private final Origins origins;

    Asking(Context context, Origins origins) {
        this.context = context;
        this.origins = origins;
    }

    @Override
    public String method() {
        return context.req().getMethod();
    }

    @Override
    public String path() {
        return context.path();
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParam(name));
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(context.cookie(name));
    }

    @Override
    public Origin origin() {
        var forwardedFor = context.req().getHeaders("X-Forwarded-For");
        return origins.of(context.req().getRemoteAddr(), Collections.list(forwardedFor));
    }

    @Override
    public boolean isSecure() {
        return origins.isSecure(context.req().getRemoteAddr(), header("X-Forwarded-Proto"));
    }
}
