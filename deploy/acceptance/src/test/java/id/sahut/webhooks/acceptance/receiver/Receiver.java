package id.sahut.webhooks.acceptance.receiver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// A customer's server: answers each path as its [Script] says, well or badly, and remembers every
/// POST. Sockets by hand, because no HTTP server lets itself misbehave like that. Safe for any
/// thread; every connection has a virtual one.
public final class Receiver implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final Duration DRIP = Duration.ofSeconds(1);

    private final ServerSocket server;
    private final String scheme;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Queue<Post> posts = new ConcurrentLinkedQueue<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    private Receiver(ServerSocket server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    public static Receiver start() {
        try {
            return start(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Receiver startTls(SSLContext tls) {
        try {
            var factory = tls.getServerSocketFactory();
            return start(
                    factory.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()),
                    "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Receiver start(ServerSocket socket, String scheme) {
        var receiver = new Receiver(socket, scheme);
        var _ = Thread.ofPlatform().name("receiver").daemon().start(receiver::acceptAll);
        return receiver;
    }

    /// Says how a path answers; one that was not said answers 404.
    public void script(String path, Script script) {
        scripts.put(path, script);
    }

    public String url(String path) {
        return "%s://127.0.0.1:%d%s".formatted(scheme, server.getLocalPort(), path);
    }

    /// Every POST so far, in the order of arrival.
    public List<Post> posts() {
        return List.copyOf(posts);
    }

    public List<Post> posts(String path) {
        return posts.stream().filter(it -> it.path().equals(path)).toList();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                var _ = Thread.startVirtualThread(() -> serve(connection));
            } catch (IOException e) {
                // closed: the loop ends
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            var out = connection.getOutputStream();
            var requests = new RequestReader(in);
            for (var next = requests.next(); next.isPresent(); next = requests.next()) {
                Post post = next.get();
                posts.add(post);
                if (!answer(post, connection, in, out)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // the sender has hung up, or did not like our certificate
        } finally {
            connections.remove(connection);
        }
    }

    /// @return whether the connection goes on
    private boolean answer(Post post, Socket connection, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        Script script = scripts.getOrDefault(post.path(), Script.always(404));
        return switch (script.answer(post)) {
            case Answer.Status(int status) -> reply(post, status, out);
            case Answer.Text(int status, String words) -> {
                post.answers(status, System.nanoTime());
                out.write(
                        "HTTP/1.1 %d Said\r\nX-Words: %s\r\nContent-Length: %d\r\n\r\n%2$s"
                                .formatted(status, words, words.getBytes(UTF_8).length)
                                .getBytes(UTF_8));
                out.flush();
                yield true;
            }
            case Answer.Late(int status, Duration delay) -> {
                pause(delay);
                yield reply(post, status, out);
            }
            case Answer.Silence() -> {
                awaitHangUp(post, in);
                yield false;
            }
            case Answer.Drip() -> {
                drip(post, out);
                yield false;
            }
            case Answer.Rude(Rudeness how) -> {
                how.treat(connection, this::pause);
                yield false;
            }
            case Answer.Reset() -> {
                connection.setSoLinger(true, 0);
                yield false;
            }
        };
    }

    private static boolean reply(Post post, int status, OutputStream out) throws IOException {
        String location = status / 100 == 3 ? "Location: /elsewhere\r\n" : "";
        String length = status == 204 ? "" : "Content-Length: 0\r\n";
        post.answers(status, System.nanoTime());
        write(out, "HTTP/1.1 %d Said\r\n%s%s\r\n".formatted(status, location, length));
        return true;
    }

    private static void awaitHangUp(Post post, InputStream in) throws IOException {
        try {
            var _ = in.read();
        } finally {
            post.hungUp(System.nanoTime());
        }
    }

    private void drip(Post post, OutputStream out) throws IOException, InterruptedException {
        try {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
            while (closing.getCount() > 0) {
                pause(DRIP);
                write(out, ".");
            }
        } finally {
            post.hungUp(System.nanoTime());
        }
    }

    /// Not in a hurry, but not in the way of the end either.
    private void pause(Duration duration) throws InterruptedException {
        var _ = closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }
}
