package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.OpsRoutes;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.ingest.apikey.ApiKeyRegistry;
import id.sahut.webhooks.ingest.apikey.ApiKeyView;
import id.sahut.webhooks.ingest.apikey.KeyUses;
import id.sahut.webhooks.ingest.intake.EventRules;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.Origins;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import id.sahut.webhooks.ingest.publication.EventPublisher;
import id.sahut.webhooks.ingest.registry.Webhooks;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The REST API on its HTTP server, with health and metrics beside it. Safe for any thread.
///
/// What is answered is decided in [Doorkeeper] and the `…Routes`; [Router] carries it out. Health
/// and metrics are there from the start; the API answers 503 until [#open], because Kafka may be
/// long in coming.
public final class ApiServer implements AutoCloseable {

    static final String VERSION = "/v1";

    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

    /// Room for 64 of the largest bodies at once, and for a thousand of the usual.
    private static final long MAX_BODY_BYTES = 64L * 1024 * 1024;

    private final AtomicReference<@Nullable Opened> opened = new AtomicReference<>();
    private final ApiMeters meters;
    private final Javalin server;

    /// What the API works with.
    public record Parts(
            ApiKeyView keys,
            KeyUses keyUses,
            ApiKeyRegistry keyRegistry,
            KeyLimits keyLimits,
            WrongKeyLimits wrongKeyLimits,
            Origins origins,
            Webhooks webhooks,
            EventCatalogue catalogue,
            EventRules eventRules,
            EventPublisher publisher,
            InstantSource clock,
            LongSupplier nanoTime) {}

    private ApiServer(WebServer.Options options, Health health, PrometheusMeterRegistry registry) {
        this.meters = new ApiMeters(registry);
        var bodies = new BodyBudget(MAX_BODY_BYTES, registry);
        Counter connectionsCut = registry.counter("sahut.http.connections.cut");
        this.server =
                Javalin.create(config -> {
                    WebServer.limit(config, options, meters, connectionsCut);
                    config.http.prefer405over404 = true;
                    config.requestLogger.http((context, ms) -> {
                        long tookMs = Math.round(ms.doubleValue());
                        meters.answered(context, tookMs);
                        AccessLog.write(context, tookMs);
                    });
                    config.routes.before(context -> SecurityHeaders.ALL.forEach(context::header));
                    Routes.addTo(new Router(config, opened::get, bodies));
                    addErrors(config);
                    DescriptionRoutes.addTo(config);
                    OpsRoutes.addTo(config, health, registry);
                });
    }

    /// Starts to serve health and metrics.
    ///
    /// @param port 0 takes any free one
    /// @throws StartException when the port is taken
    public static ApiServer start(
            String host, int port, Health health, PrometheusMeterRegistry meters) {
        return start(WebServer.Options.at(host, port), health, meters);
    }

    static ApiServer start(
            WebServer.Options options, Health health, PrometheusMeterRegistry meters) {
        var api = new ApiServer(options, health, meters);
        try {
            api.server.start();
            return api;
        } catch (JavalinBindException e) {
            throw StartException.portTaken(options.host(), options.port());
        }
    }

    /// Starts to serve the API.
    public void open(Parts parts) {
        var doorkeeper =
                new Doorkeeper(
                        parts.keys,
                        parts.keyUses,
                        parts.keyLimits,
                        parts.wrongKeyLimits,
                        parts.webhooks::isCurrent,
                        meters);
        opened.set(
                new Opened(
                        doorkeeper,
                        parts.origins,
                        new WebhookRoutes(parts.webhooks, parts.clock),
                        new EventRoutes(parts.eventRules, parts.publisher),
                        new EventTypeRoutes(parts.catalogue),
                        new ApiKeyRoutes(parts.keyRegistry),
                        parts.nanoTime));
    }

    public int port() {
        return server.port();
    }

    /// Everything that is answered, such as `GET /v1/webhooks/{id}`.
    Set<String> routes() {
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

    private static void addErrors(JavalinConfig config) {
        config.routes.exception(
                HttpResponseException.class, (e, context) -> Router.send(context, refused(e)));
        config.routes.exception(
                Exception.class,
                (e, context) -> {
                    log.error("a request failed: {} {}", context.method(), context.path(), e);
                    Router.send(context, Answer.serverError());
                });
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
