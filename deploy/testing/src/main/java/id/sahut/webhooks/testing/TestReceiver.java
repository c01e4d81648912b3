package id.sahut.webhooks.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A customer's server on the loopback address, with an endpoint at every path. Safe for any
/// thread.
public final class TestReceiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// A POST that arrived. Immutable; nobody changes its body.
    ///
    /// @param headers lower-case names, first values
    /// @param atNanos when its body was complete, by [System#nanoTime]
    /// @param attempt what `X-Sahut-Attempt` says
    public record Received(
            String path, Map<String, String> headers, byte[] body, long atNanos, int attempt) {

        public String delivery() {
            return headers.getOrDefault("x-sahut-delivery", "");
        }
    }

    /// What an endpoint answers: a status, or a negative number for never.
    public interface Answer {

        /// Never answers.
        int NEVER = -1;

        int to(Received received) throws InterruptedException;
    }

    private TestReceiver(HttpServer server) {
        this.server = server;
    }

    /// Every path answers 204 until [#answer] says otherwise.
    public static TestReceiver start() {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var receiver = new TestReceiver(HttpServer.create(address, 1_024));
            receiver.server.createContext("/", receiver::take);
            receiver.server.setExecutor(receiver.threads);
            receiver.server.start();
            return receiver;
        } catch (IOException e) {
            throw new IllegalStateException("a test's receiver can't start", e);
        }
    }

    public void answer(String path, Answer answer) {
        answers.put(path, answer);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /// Everything that has arrived so far.
    public List<Received> received() {
        return received;
    }

    public List<Received> received(String path) {
        return received.stream().filter(it -> it.path().equals(path)).toList();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var headers = new ConcurrentHashMap<String, String>();
            exchange.getRequestHeaders()
                    .forEach((name, values) ->
                            headers.put(
                                    name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
            var one =
                    new Received(
                            exchange.getRequestURI().getPath(),
                            headers,
                            body,
                            System.nanoTime(),
                            Integer.parseInt(headers.getOrDefault("x-sahut-attempt", "0")));
            received.add(one);
            int status = answers.getOrDefault(one.path(), _ -> 204).to(one);
            if (status == Answer.NEVER) {
                closed.await();
            } else {
                exchange.sendResponseHeaders(status, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
