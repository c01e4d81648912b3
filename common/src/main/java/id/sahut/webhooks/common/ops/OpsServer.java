package id.sahut.webhooks.common.ops;

import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// The HTTP server of a service that has no API of its own: health and metrics, nothing else. Safe
/// for any thread.
public final class OpsServer implements AutoCloseable {

    private final Javalin server;
    private final AtomicBoolean starting = new AtomicBoolean(true);

    private OpsServer(Javalin server, Health health) {
        this.server = server;
        health.ready("start", () -> starting.get() ? Optional.of("is starting") : Optional.empty());
    }

    /// @param port 0 takes any free one
    /// @throws StartException when the port is taken
    public static OpsServer start(
            String host, int port, Health health, PrometheusMeterRegistry meters) {
        var server =
                Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    OpsRoutes.addTo(config, health, meters);
                });
        try {
            return new OpsServer(server.start(host, port), health);
        } catch (JavalinBindException e) {
            throw StartException.portTaken(host, port);
        }
    }

    public int port() {
        return server.port();
    }

    /// Starts a service whose health and metrics these are; the server stops with it, or when it
    /// can't start.
    public RunningService beside(Supplier<RunningService> start) {
        RunningService service;
        try {
            service = start.get();
            starting.set(false);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        return new RunningService() {
            @Override
            public CompletableFuture<Void> failure() {
                return service.failure();
            }

            @Override
            public void close() {
                try (var _ = OpsServer.this) {
                    service.close();
                }
            }
        };
    }

    @Override
    public void close() {
        server.stop();
    }
}
