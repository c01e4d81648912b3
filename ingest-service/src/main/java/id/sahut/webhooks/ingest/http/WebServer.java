package id.sahut.webhooks.ingest.http;

import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.Counter;
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

    /// While there are as many, no more are taken on, and idle ones are closed much sooner.
    private static final int MAX_CONNECTIONS = 2_000;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(1);

    /// From a request's first byte to its answer: well above a slow body and Kafka's slowest answer
    /// together.
    private static final Duration REQUEST = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /// What has begun may end when the server stops.
    private static final Duration STOP = Duration.ofSeconds(6);

    private static final int MAX_HEADER_BYTES = 8 * 1024;

    private WebServer() {}

    /// Where it listens, and what differs in tests.
    ///
    /// @param port 0 takes any free one
    /// @param look how often it looks for requests that take too long
    /// @param requestLooks how many looks a request may last
    record Options(String host, int port, int maxConnections, Duration look, int requestLooks) {
        static Options at(String host, int port) {
            return new Options(host, port, MAX_CONNECTIONS, LOOK, (int) REQUEST.dividedBy(LOOK));
        }
    }

    static void limit(
            JavalinConfig config, Options options, HttpMeters meters, Counter connectionsCut) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.generateEtags = false;
        // Compressing a secret beside what the asker chose would tell about the secret.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.maxRequestSize = Router.MAX_BODY_BYTES;
        config.jetty.threadPool = threads();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.setRequestHeaderSize(MAX_HEADER_BYTES);
        });
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new ErrorPages(meters));
            server.setStopTimeout(STOP.toMillis());
            server.setHandler(new GracefulHandler());
            var connections = new NetworkConnectionLimit(options.maxConnections, server);
            connections.setEndPointIdleTimeout(IDLE_WHEN_FULL.toMillis());
            server.addBean(connections);
        });
        config.jetty.addConnector((server, http) -> {
            var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
            connector.setHost(options.host);
            connector.setPort(options.port);
            connector.setIdleTimeout(IDLE.toMillis());
            connector.addBean(
                    new OverdueRequests(
                            connector.getScheduler(),
                            options.look,
                            options.requestLooks,
                            connectionsCut));
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
