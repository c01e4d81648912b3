package id.sahut.webhooks.common.ops;

import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/// The HTTP server of a service that has no API of its own: health and metrics, nothing else. Safe
/// for any thread.
public final class OpsServer implements AutoCloseable {

    private final Javalin server;

    private OpsServer(Javalin server) {
        this.server = server;
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
            return new OpsServer(server.start(host, port));
        } catch (JavalinBindException e) {
            throw StartException.portTaken(host, port);
        }
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
