package id.sahut.webhooks.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;

/// Stands between Kafka's clients and a broker, and can hold requests of one kind back, as a busy
/// broker does: what comes after them on the same connection waits too. Safe for any thread.
public final class KafkaProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final CompletableFuture<InetSocketAddress> broker = new CompletableFuture<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Map<ApiKeys, Duration> delays = new EnumMap<>(ApiKeys.class);

    private KafkaProxy(ServerSocket listener) {
        this.listener = listener;
    }

    /// On the loopback address, on any free port.
    public static KafkaProxy start() {
        try {
            var proxy = new KafkaProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("kafka-proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("a test's proxy can't start", e);
        }
    }

    /// What the broker advertises in its own port's place.
    public int port() {
        return listener.getLocalPort();
    }

    /// Where it leads to; connections made before wait for it.
    ///
    /// @param server as `127.0.0.1:9092`
    public void leadTo(String server) {
        int colon = server.lastIndexOf(':');
        broker.complete(
                new InetSocketAddress(
                        server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
    }

    /// From now on every request of this kind takes so much longer.
    public void delay(ApiKeys kind, Duration by) {
        var changed = new EnumMap<>(delays);
        changed.put(kind, by);
        delays = changed;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(KafkaProxy::hangUp);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().name("kafka-proxy-requests").start(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException("a test's proxy takes no more connections", e);
                }
            }
        }
    }

    /// Requests one way, on this thread; answers the other way, on another.
    private void serve(Socket client) {
        try (client;
                var server = new Socket()) {
            InetSocketAddress to = broker.join();
            server.connect(to);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            open.add(server);
            Thread.ofVirtual().name("kafka-proxy-answers").start(() -> answer(server, client));
            var requests = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            var out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
            while (true) {
                byte[] request = requests.readNBytes(requests.readInt());
                hold(ApiKeys.forId((request[0] << 8) | (request[1] & 0xff)));
                out.writeInt(request.length);
                out.write(request);
                out.flush();
            }
        } catch (IOException e) {
            hangUp(client); // either side has gone
        }
    }

    private void hold(ApiKeys kind) {
        Duration by = delays.getOrDefault(kind, Duration.ZERO);
        long until = System.nanoTime() + by.toNanos();
        for (long left = by.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void answer(Socket server, Socket client) {
        try {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            hangUp(server); // either side has gone
        } finally {
            hangUp(client);
        }
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
