package id.sahut.webhooks.ingest.http;

import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.OpsRoutes;
import id.sahut.webhooks.common.ops.StartException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server with every face on it, and health and metrics beside them. Safe for any thread.
///
/// It answers from the start: a face whose answers need Kafka turns everybody away until Kafka is
/// there, which may be long in coming.
public final class HttpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    /// Room for 64 of the largest bodies at once, and for a thousand of the usual.
    private static final long BODIES_BYTES = 64L * Router.MAX_BODY_BYTES;

    private final Javalin server;

    /// What it serves, and with what.
    public record Wiring(
            List<Face> faces,
            Origins origins,
            LongSupplier nanoTime,
            Health health,
            PrometheusMeterRegistry meters) {}

    private HttpServer(WebServer.Options options, Wiring wiring) {
        var meters = new HttpMeters(wiring.meters);
        var bodies = new BodyReader(new BodyBudget(BODIES_BYTES, wiring.meters), wiring.nanoTime);
        var accessLog = new AccessLog(wiring.faces);
        Counter connectionsCut = wiring.meters.counter("sahut.http.connections.cut");
        this.server =
                Javalin.create(config -> {
                    WebServer.limit(config, options, meters, connectionsCut);
                    config.http.prefer405over404 = true;
                    config.requestLogger.http((context, ms) -> {
                        long tookMs = Math.round(ms.doubleValue());
                        meters.answered(context, tookMs);
                        accessLog.write(context, tookMs);
                    });
                    config.routes.before(context -> SecurityHeaders.ALL.forEach(context::header));
                    var router = new Router(config, wiring.origins, bodies);
                    wiring.faces.forEach(it -> it.addTo(router));
                    addErrors(config, wiring);
                    OpsRoutes.addTo(config, wiring.health, wiring.meters);
                });
    }

    /// @param port 0 takes any free one
    /// @throws StartException when the port is taken
    public static HttpServer start(String host, int port, Wiring wiring) {
        return start(WebServer.Options.at(host, port), wiring);
    }

    static HttpServer start(WebServer.Options options, Wiring wiring) {
        var http = new HttpServer(options, wiring);
        try {
            http.server.start();
            return http;
        } catch (JavalinBindException e) {
            throw StartException.portTaken(options.host(), options.port());
        }
    }

    public int port() {
        return server.port();
    }

    /// Everything that is answered, such as `GET /v1/webhooks/{id}`.
    public Set<String> routes() {
        return server.unsafe.internalRouter.allHttpHandlers().stream()
                .map(it -> it.endpoint)
                .filter(it -> it.method.isHttpMethod())
                .map(it -> it.method.name() + " " + it.path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Lets requests that have begun end.
    @Override
    public void close() {
        server.stop();
    }

    private static void addErrors(JavalinConfig config, Wiring wiring) {
        config.routes.exception(
                HttpResponseException.class,
                (e, context) -> Router.send(context, inTheirWords(refused(e), context, wiring)));
        config.routes.exception(
                Exception.class,
                (e, context) -> {
                    log.error("a request failed: {} {}", context.method(), context.path(), e);
                    Router.send(context, inTheirWords(Answer.serverError(), context, wiring));
                });
    }

    /// A page's reader is told with a page, and a program as ever.
    private static Answer inTheirWords(Answer refusal, Context context, Wiring wiring) {
        var visitor = new Asking(context, wiring.origins);
        List<Face> owners =
                wiring.faces.stream().filter(it -> it.answersAt(context.path())).toList();
        return (owners.isEmpty() ? wiring.faces : owners)
                .stream()
                        .flatMap(it -> it.inItsWords(refusal, visitor).stream())
                        .findFirst()
                        .orElse(refusal);
    }

    private static Answer refused(HttpResponseException e) {
        return switch (e.getStatus()) {
            case 404 -> Answer.notFound("There is nothing at this path");
            case 405 -> {
                String allowed = String.join(", ", e.getDetails().values());
                yield Answer.error(405, "method_not_allowed", "Allowed here: " + allowed)
                        .with("Allow", allowed);
            }
            default -> Answer.error(e.getStatus(), "bad_request", "The request can't be read");
        };
    }
}
