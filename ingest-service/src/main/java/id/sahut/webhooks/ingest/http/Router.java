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

    /// What is answered to whoever comes.
    public interface OpenRoute {
        Answer answer(Visitor visitor);
    }

    /// What is answered to whoever sends a form.
    public interface OpenFormRoute {
        Answer answer(Visitor visitor, Form form);
    }

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
                    if (isKnown(document, context)) {
                        context.status(304).removeHeader("Content-Type");
                    } else {
                        context.contentType(document.contentType()).result(document.content());
                    }
                };
        config.routes.get(document.path(), handler);
        config.routes.head(document.path(), handler);
    }

    /// For whoever comes. Also for `HEAD`.
    public void open(String path, OpenRoute route) {
        Handler handler = context -> send(context, route.answer(new Asking(context, origins)));
        config.routes.get(path, handler);
        config.routes.head(path, handler);
    }

    /// A page's form that whoever comes may send, with `POST`.
    public void openForm(String path, OpenFormRoute route) {
        config.routes.post(
                path,
                context ->
                        send(
                                context,
                                bodies.readForm(
                                        context,
                                        form -> route.answer(new Asking(context, origins), form))));
    }

    private static boolean isKnown(Document document, Context context) {
        String etag = document.headers().get("ETag");
        return etag != null && etag.equals(context.header("If-None-Match"));
    }

    static void send(Context context, Answer answer) {
        answer.headers().forEach((name, value) -> context.header(name, value));
        context.status(answer.status());
        if (answer.body().length > 0) {
            context.contentType(answer.contentType()).result(answer.body());
        } else {
            context.removeHeader("Content-Type"); // the server has put a default there
        }
    }
}
