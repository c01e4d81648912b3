package id.sahut.webhooks.dispatcher.attempt;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// An endpoint that does with each connection what its script says, byte for byte.
final class RawServer implements AutoCloseable {

    /// What to do with one connection, which is closed afterwards.
    interface Script {
        void run(Conversation with) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger hungUpOn = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private RawServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    static RawServer plain(Script script) throws IOException {
        while (true) {
            ServerSocket listener = new ServerSocket(0, 1_000, InetAddress.ofLiteral("127.0.0.1"));
            if (usable(listener)) {
                return new RawServer(listener, script);
            }
            listener.close();
        }
    }

    static RawServer tls(SSLContext tls, Script script) throws IOException {
        while (true) {
            ServerSocket listener =
                    tls.getServerSocketFactory()
                            .createServerSocket(0, 1_000, InetAddress.ofLiteral("127.0.0.1"));
            if (usable(listener)) {
                return new RawServer(listener, script);
            }
            listener.close();
        }
    }

    private static boolean usable(ServerSocket listener) {
        return EndpointUrl.check(
                        "https://example.com:" + listener.getLocalPort(), AddressRules.publicOnly())
                instanceof EndpointCheck.Accepted;
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook?token=secret";
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return accepted.get();
    }

    /// Connections that the other side closed before their script had come to its end.
    int hungUpOn() {
        return hungUpOn.get();
    }

    List<String> requests() {
        return requests;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            script.run(new Conversation(socket));
        } catch (IOException left) {
            if (closing.getCount() > 0) {
                hungUpOn.incrementAndGet();
            }
        } catch (InterruptedException closed) {
            // This server is closed.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /// One connection, seen from the endpoint.
    final class Conversation {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final int number = accepted.get();

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /// Counts connections from 1.
        int number() {
            return number;
        }

        /// Reads one request, head and body; false when the other side closed instead.
        boolean readRequest() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int length =
                    text.toLowerCase(Locale.ROOT)
                            .lines()
                            .filter(line -> line.startsWith("content-length:"))
                            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                            .findFirst()
                            .orElse(0);
            requests.add(text + new String(in.readNBytes(length), StandardCharsets.UTF_8));
            return true;
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        void answer(int status, String body) throws IOException {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            write("HTTP/1.1 " + status + " x\r\nContent-Length: " + length + "\r\n\r\n" + body);
        }

        /// Waits; ends early when the server is closed.
        void pause(Duration time) throws InterruptedException {
            if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("server closed");
            }
        }

        /// Waits for the other side to close.
        void awaitHangUp() throws IOException {
            while (in.read() >= 0) {
                // What still comes is of no interest.
            }
            hungUpOn.incrementAndGet();
        }

        /// Sends the text over and over until the other side closes.
        void drip(String text, Duration every) throws IOException, InterruptedException {
            while (true) {
                write(text);
                pause(every);
            }
        }

        /// Closes with a TCP reset.
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
