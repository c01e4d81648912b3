package id.sahut.webhooks.standalone.demo;

import static java.util.Objects.requireNonNullElse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A customer's server, on the loopback address: checks what arrives and queues it for the story.
/// Safe for any thread.
final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads;
    private final LongSupplier nanoTime;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Map<Endpoint, WebhookSecret> secrets = new ConcurrentHashMap<>();
    private final Map<String, byte[]> published = new ConcurrentHashMap<>();

    /// Both guarded by this: when each delivery last came, and how often.
    private final Map<String, Long> lastSeen = new HashMap<>();

    private final Map<String, Integer> counts = new HashMap<>();
    private volatile long publishedAt;

    private Receiver(HttpServer server, ExecutorService threads, LongSupplier nanoTime) {
        this.server = server;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.publishedAt = nanoTime.getAsLong();
    }

    static Receiver start(List<Endpoint> endpoints, LongSupplier nanoTime) {
        try {
            var server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            var threads =
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("receiver-", 0).factory());
            var receiver = new Receiver(server, threads, nanoTime);
            endpoints.forEach(
                    it -> server.createContext(it.path(), exchange -> receiver.take(it, exchange)));
            server.setExecutor(threads);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new CommandFailure("the receiver can't listen on 127.0.0.1: " + e, e);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    /// What an endpoint's POSTs are signed with, as the API said when it was registered.
    void expect(Endpoint endpoint, WebhookSecret secret) {
        secrets.put(endpoint, secret);
    }

    /// From now on events are published; these are their bytes by type.
    void expect(Map<String, byte[]> events) {
        published.putAll(events);
        publishedAt = nanoTime.getAsLong();
    }

    /// The next POST, or nothing when none comes in time.
    Optional<Arrival> next(Duration limit) throws InterruptedException {
        return Optional.ofNullable(arrivals.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(Endpoint endpoint, HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            WebhookSecret secret = secrets.get(endpoint);
            if (secret == null || !exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            Arrival arrival = arrival(endpoint, exchange, body, secret);
            exchange.sendResponseHeaders(arrival.status(), -1);
            arrivals.add(arrival);
        }
    }

    private synchronized Arrival arrival(
            Endpoint endpoint, HttpExchange exchange, byte[] body, WebhookSecret secret) {
        long now = nanoTime.getAsLong();
        var headers = exchange.getRequestHeaders();
        String delivery = requireNonNullElse(headers.getFirst("X-Sahut-Delivery"), "");
        String event = requireNonNullElse(headers.getFirst("X-Sahut-Event"), "");
        Optional<Duration> sinceLast =
                Optional.ofNullable(lastSeen.put(delivery, now))
                        .map(it -> Duration.ofNanos(now - it));
        int count = counts.merge(delivery, 1, Integer::sum);
        return new Arrival(
                endpoint,
                event,
                delivery,
                requireNonNullElse(headers.getFirst("X-Sahut-Attempt"), "?"),
                Proof.of(headers, body, secret),
                Arrays.equals(body, published.get(event)),
                endpoint.statusOf(count),
                Duration.ofNanos(now - publishedAt),
                sinceLast);
    }
}
