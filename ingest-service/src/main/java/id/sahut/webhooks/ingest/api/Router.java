package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.limit.Allowance;
import id.sahut.webhooks.ingest.limit.Origin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts routes on the web server: whoever asks is let in first, a body is read within its limits,
/// and the answer is sent. Used while the server is put together; its routes are safe for any
/// thread.
final class Router {

    private final JavalinConfig config;
    private final Supplier<@Nullable Opened> api;
    private final BodyBudget bodies;

    /// What a route answers.
    interface Route {
        Answer answer(Opened api, ApiRequest request);
    }

    /// What a route with a body answers.
    interface BodyRoute {
        Answer answer(Opened api, ApiRequest request, byte[] body);
    }

    /// @param api what there is to answer with; nothing before Kafka is there
    /// @param bodies how much of requests may be in memory
    Router(JavalinConfig config, Supplier<@Nullable Opened> api, BodyBudget bodies) {
        this.config = config;
        this.api = api;
        this.bodies = bodies;
    }

    /// Also for `HEAD`.
    void get(String path, Route route) {
        Handler handler = admitted(route);
        config.routes.get(path, handler);
        config.routes.head(path, handler);
    }

    void delete(String path, Route route) {
        config.routes.delete(path, admitted(route));
    }

    /// @param maxBytes of the body, which must be JSON
    void withBody(HandlerType method, String path, int maxBytes, BodyRoute route) {
        config.routes.addHttpHandler(
                method,
                path,
                admitted((opened, request) -> read(opened, request, maxBytes, route)));
    }

    /// The same, but a request without a body will do too; the route is then given none.
    void withOptionalBody(HandlerType method, String path, int maxBytes, BodyRoute route) {
        config.routes.addHttpHandler(
                method,
                path,
                admitted((opened, request) ->
                        hasBody(request.context())
                                ? read(opened, request, maxBytes, route)
                                : route.answer(opened, request, new byte[0])));
    }

    private static boolean hasBody(Context context) {
        return context.req().getContentLengthLong() > 0
                || context.header("Transfer-Encoding") != null;
    }

    private Answer read(Opened api, ApiRequest request, int maxBytes, BodyRoute route) {
        Context context = request.context();
        if (!isJson(Optional.ofNullable(context.contentType()))) {
            return Answer.error(
                    415, "unsupported_media_type", "The Content-Type must be application/json");
        }
        if (isEncoded(context)) {
            return Answer.error(
                            415,
                            "unsupported_media_type",
                            "The body must be sent as it is, without a Content-Encoding such as gzip")
                    .with("Accept-Encoding", "identity");
        }
        try (var share = bodies.share()) {
            return switch (RequestBody.read(
                    context.req().getInputStream(), maxBytes, api.nanoTime(), share)) {
                case RequestBody.NoRoom() ->
                        Answer.unavailable("Too much is being sent at once, try again later");
                case RequestBody.TooLarge() ->
                        Answer.error(
                                413,
                                "payload_too_large",
                                "The body may have %d bytes at most".formatted(maxBytes));
                case RequestBody.TooSlow() ->
                        Answer.error(
                                408,
                                "request_timeout",
                                "The body must arrive within %d s"
                                        .formatted(RequestBody.MAX_TIME.toSeconds()));
                case RequestBody.Whole(byte[] body) -> route.answer(api, request, body);
            };
        } catch (IOException e) {
            return Answer.badRequest("The body could not be read to its end");
        }
    }

    private Handler admitted(Route route) {
        return context -> {
            Opened opened = api.get();
            if (opened == null) {
                send(context, Doorkeeper.notReady());
                return;
            }
            var authorization = Optional.ofNullable(context.header("Authorization"));
            switch (opened.doorkeeper().judge(authorization, () -> origin(opened, context))) {
                case Doorkeeper.Verdict.TurnedAway(Answer answer) -> send(context, answer);
                case Doorkeeper.Verdict.TooOften(var key, var allowance) -> {
                    AccessLog.caller(context, key);
                    tellAllowance(context, allowance, 0);
                    send(
                            context,
                            Answer.rateLimited(
                                    "This key may make %d requests a minute"
                                            .formatted(allowance.perMinute()),
                                    allowance.until()));
                }
                case Doorkeeper.Verdict.Admitted(var key, var allowance) -> {
                    AccessLog.caller(context, key);
                    tellAllowance(context, allowance, allowance.remaining());
                    send(context, route.answer(opened, new ApiRequest(key, context)));
                }
            }
        };
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

    private static Origin origin(Opened api, Context context) {
        var forwardedFor = context.req().getHeaders("X-Forwarded-For");
        return api.origins().of(context.req().getRemoteAddr(), Collections.list(forwardedFor));
    }

    private static void tellAllowance(Context context, Allowance allowance, long remaining) {
        context.header("RateLimit-Limit", Integer.toString(allowance.perMinute()))
                .header("RateLimit-Remaining", Long.toString(remaining));
    }

    /// We would take the compressed bytes for the JSON.
    private static boolean isEncoded(Context context) {
        return Collections.list(context.req().getHeaders("Content-Encoding")).stream()
                .flatMap(it -> Stream.of(it.split(",")))
                .map(String::strip)
                .anyMatch(it -> !it.isEmpty() && !it.equalsIgnoreCase("identity"));
    }

    private static boolean isJson(Optional<String> contentType) {
        return contentType
                .map(it -> it.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter("application/json"::equals)
                .isPresent();
    }
}
