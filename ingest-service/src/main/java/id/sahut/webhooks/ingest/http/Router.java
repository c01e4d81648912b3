package id.sahut.webhooks.ingest.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/// Puts routes on the web server. Confined to the thread that puts the server together; its routes
/// are safe for any thread.
public final class Router {

    /// Of any request's body; a route may take less only.
    public static final int MAX_BODY_BYTES = 1024 * 1024;

    private final JavalinConfig config;
    private final Origins origins;
    private final BodyReader bodies;

    Router(JavalinConfig config, Origins origins, BodyReader bodies) {
        this.config = config;
        this.origins = origins;
        this.bodies = bodies;
    }

    /// For routes that not everybody may use.
    public <C extends Caller> Entrance<C> behind(Gate<C> gate) {
        return new Entrance<>(config, gate, origins, bodies);
    }

    /// Also for `HEAD`.
    public void document(Document document) {
        Handler handler =
                context -> {
                    document.headers().forEach((name, value) -> context.header(name, value));
                    context.contentType(document.contentType()).result(document.content());
                };
        config.routes.get(document.path(), handler);
        config.routes.head(document.path(), handler);
    }

    static void send(Context context, Answer answer) {
        answer.headers().forEach((name, value) -> context.header(name, value));
        context.status(answer.status());
        if (answer.body().length > 0) {
            context.contentType("application/json").result(answer.body());
        } else {
            context.removeHeader("Content-Type"); // the server has put a default there
        }
    }
}
