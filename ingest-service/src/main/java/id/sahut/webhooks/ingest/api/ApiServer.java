package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.OpsRoutes;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.apikey.ApiKeyView;
import id.sahut.webhooks.ingest.registration.RegistrationRules;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The REST API on its HTTP server, with health and metrics beside it. Safe for any thread.
///
/// What is answered is decided in [WebhookRoutes] and [Doorkeeper]; [Router] carries it out. Health
/// and metrics are there from the start; the API answers 503 until [#open], because Kafka may be
/// long in coming.
public final class ApiServer implements AutoCloseable {

    static final String VERSION = "/v1";

    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
    private static final String WEBHOOKS = VERSION + "/webhooks";
    private static final String WEBHOOK = WEBHOOKS + "/{id}";

    private final AtomicReference<@Nullable Opened> opened = new AtomicReference<>();
    private final Javalin server;

    /// What the API works with.
    ///
    /// @param producer one that gives up after a while
    /// @param random a secure one: secrets come from it
    public record Parts(
            ApiKeyView keys,
            WebhookView webhooks,
            String webhooksTopic,
            Producer<byte[], byte[]> producer,
            RegistrationRules rules,
            SecretBox secrets,
            int maxPerWorkspace,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random) {}

    private ApiServer(String host, int port, Health health, PrometheusMeterRegistry meters) {
        this.server =
                Javalin.create(config -> {
                    WebServer.limit(config, host, port);
                    config.http.prefer405over404 = true;
                    config.requestLogger.http((context, ms) ->
                            AccessLog.write(context, Math.round(ms.doubleValue())));
                    config.routes.before(ApiServer::addSecurityHeaders);
                    addRoutes(new Router(config, opened::get));
                    addErrors(config);
                    DescriptionRoutes.addTo(config);
                    OpsRoutes.addTo(config, health, meters);
                });
    }

    /// Starts to serve health and metrics.
    ///
    /// @param port 0 takes any free one
    /// @throws StartException when the port is taken
    public static ApiServer start(
            String host, int port, Health health, PrometheusMeterRegistry meters) {
        var api = new ApiServer(host, port, health, meters);
        try {
            api.server.start();
            return api;
        } catch (JavalinBindException e) {
            throw StartException.portTaken(host, port);
        }
    }

    /// Starts to serve the API.
    public void open(Parts parts) {
        CompletableFuture<Void> caughtUp = parts.webhooks.caughtUp();
        var doorkeeper =
                new Doorkeeper(
                        parts.keys,
                        () ->
                                caughtUp.isDone()
                                        && !caughtUp.isCompletedExceptionally()
                                        && parts.webhooks.isAlive());
        var registry =
                new WebhookRegistry(
                        parts.webhooksTopic,
                        parts.webhooks,
                        new WebhookWriter(parts.producer, parts.webhooks),
                        parts.secrets,
                        parts.maxPerWorkspace,
                        parts.clock,
                        parts.random);
        opened.set(
                new Opened(doorkeeper, new WebhookRoutes(parts.rules, registry), parts.nanoTime));
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

    private static void addRoutes(Router router) {
        router.withBody(
                HandlerType.POST,
                WEBHOOKS,
                RequestBody.MAX_BYTES,
                (api, request, body) -> api.webhooks().create(request.workspace(), body));
        router.get(
                WEBHOOKS,
                (api, request) ->
                        api.webhooks()
                                .list(
                                        request.workspace(),
                                        request.query("page"),
                                        request.query("per_page")));
        router.get(
                WEBHOOK,
                (api, request) -> api.webhooks().show(request.workspace(), request.path("id")));
        router.delete(
                WEBHOOK,
                (api, request) -> api.webhooks().delete(request.workspace(), request.path("id")));
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

    private static void addSecurityHeaders(Context context) {
        context.header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer");
    }
}
