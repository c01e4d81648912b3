package id.sahut.webhooks.ingest.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.Map;
import java.util.Optional;

/// Puts routes behind a gate: whoever asks is let in first, a body is read within its limits, and
/// the answer is sent. Used while the server is put together; its routes are safe for any thread.
///
/// @param <C> what is known of those who were let in
public final class Entrance<C extends Caller> {

    private final JavalinConfig config;
    private final Gate<C> gate;
    private final Origins origins;
    private final BodyReader bodies;

    /// What a route answers.
    public interface Route<C extends Caller> {
        Answer answer(Request<C> request);
    }

    /// What a route with a body answers.
    public interface BodyRoute<C extends Caller> {
        Answer answer(Request<C> request, byte[] body);
    }

    /// What a route with a form answers.
    public interface FormRoute<C extends Caller> {
        Answer answer(Request<C> request, Form form);
    }

    /// What may be done with a body.
    public enum Method {
        POST,
        PUT,
        PATCH
    }

    Entrance(JavalinConfig config, Gate<C> gate, Origins origins, BodyReader bodies) {
        this.config = config;
        this.gate = gate;
        this.origins = origins;
        this.bodies = bodies;
    }

    /// Also for `HEAD`.
    public void get(String path, Route<C> route) {
        Handler handler = admitted((request, _) -> route.answer(request));
        config.routes.get(path, handler);
        config.routes.head(path, handler);
    }

    public void delete(String path, Route<C> route) {
        config.routes.delete(path, admitted((request, _) -> route.answer(request)));
    }

    /// @param maxBytes of the body, which must be JSON; at most [Router#MAX_BODY_BYTES]
    public void withBody(Method method, String path, int maxBytes, BodyRoute<C> route) {
        config.routes.addHttpHandler(
                handled(method),
                path,
                admitted((request, context) ->
                        bodies.read(context, maxBytes, body -> route.answer(request, body))));
    }

    /// The same, where a body may be JSON or newline-delimited JSON.
    public void withBodyOrLines(
            Method method, String path, int maxBytes, BodyRoute<C> route, BodyRoute<C> lines) {
        config.routes.addHttpHandler(
                handled(method),
                path,
                admitted((request, context) ->
                        bodies.read(
                                context,
                                maxBytes,
                                Map.of(
                                        BodyReader.JSON,
                                        body -> route.answer(request, body),
                                        "application/x-ndjson",
                                        body -> lines.answer(request, body)))));
    }

    /// The same, but a request without a body will do too; the route is then given none.
    public void withOptionalBody(Method method, String path, int maxBytes, BodyRoute<C> route) {
        config.routes.addHttpHandler(
                handled(method),
                path,
                admitted((request, context) ->
                        BodyReader.hasBody(context)
                                ? bodies.read(
                                        context, maxBytes, body -> route.answer(request, body))
                                : route.answer(request, new byte[0])));
    }

    /// A page's form, sent with `POST`.
    public void form(String path, FormRoute<C> route) {
        config.routes.post(
                path,
                admitted((request, context) ->
                        bodies.readForm(context, form -> route.answer(request, form))));
    }

    private static HandlerType handled(Method method) {
        return switch (method) {
            case POST -> HandlerType.POST;
            case PUT -> HandlerType.PUT;
            case PATCH -> HandlerType.PATCH;
        };
    }

    private interface Admitted<C extends Caller> {
        Answer answer(Request<C> request, Context context);
    }

    private Handler admitted(Admitted<C> route) {
        return context -> {
            var visitor = new Asking(context, origins);
            switch (gate.judge(visitor)) {
                case Gate.Verdict.TurnedAway<C>(Answer answer, Optional<C> caller) -> {
                    caller.ifPresent(it -> AccessLog.caller(context, it));
                    Router.send(context, answer);
                }
                case Gate.Verdict.Admitted<C>(C caller, var headers) -> {
                    AccessLog.caller(context, caller);
                    headers.forEach((name, value) -> context.header(name, value));
                    Router.send(
                            context,
                            route.answer(new Request<>(caller, visitor, context), context));
                }
            }
        };
    }
}
