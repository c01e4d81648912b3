package id.sahut.webhooks.ingest.api;

import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The web server's limits: everything that somebody outside could make grow has one. Stateless.
final class WebServer {

    /// The server's own: requests have a virtual thread each, so that whoever sends slowly, or
    /// waits for Kafka, holds none of these. How many of those there are follows from the
    /// connections.
    private static final int MAX_THREADS = 16;

    private static final int MIN_THREADS = 4;
    private static final int MAX_QUEUED = 10_000;
    private static final int MAX_CONNECTIONS = 2_000;
    private static final Duration IDLE = Duration.ofSeconds(30);

    /// What has begun may end when the server stops.
    private static final Duration STOP = Duration.ofSeconds(6);

    private static final int MAX_HEADER_BYTES = 8 * 1024;

    private WebServer() {}

    static void limit(JavalinConfig config, String host, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.generateEtags = false;
        // Compressing a secret beside what the asker chose would tell about the secret.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.maxRequestSize = EventRoutes.MAX_BYTES;
        config.jetty.threadPool = threads();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.setRequestHeaderSize(MAX_HEADER_BYTES);
        });
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new ErrorPages());
            server.setStopTimeout(STOP.toMillis());
            server.setHandler(new GracefulHandler());
            server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
        });
        config.jetty.addConnector((server, http) -> {
            var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
            connector.setHost(host);
            connector.setPort(port);
            connector.setIdleTimeout(IDLE.toMillis());
            return connector;
        });
    }

    private static QueuedThreadPool threads() {
        var threads =
                new QueuedThreadPool(
                        MAX_THREADS, MIN_THREADS, new LinkedBlockingQueue<>(MAX_QUEUED));
        threads.setName("api");
        threads.setVirtualThreadsExecutor(
                VirtualThreads.getNamedVirtualThreadsExecutor("api-request-"));
        return threads;
    }
}
