package id.sahut.webhooks.embeddedkafka;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// The broker's listening sockets, bound before it starts: so a free port is known when the
/// settings are written, and a taken one is found out while there is nothing to undo. Confined to
/// the thread that starts the broker.
final class BoundSockets implements ServerSocketFactory, AutoCloseable {

    private static final int BACKLOG = 50;

    private final ServerSocketChannel clients;
    private final ServerSocketChannel controller;
    private final Map<String, ServerSocketChannel> byListener;

    private BoundSockets(ServerSocketChannel clients, ServerSocketChannel controller) {
        this.clients = clients;
        this.controller = controller;
        this.byListener =
                Map.of(
                        BrokerSettings.CLIENT_LISTENER, clients,
                        BrokerSettings.CONTROLLER_LISTENER, controller);
    }

    /// @param port of the clients' listener, 0 for any free one
    /// @param controllerPort the same of the controllers'
    static BoundSockets bind(String host, int port, int controllerPort) {
        ServerSocketChannel clients = open(host, port);
        try {
            return new BoundSockets(clients, open(host, controllerPort));
        } catch (EmbeddedKafkaException e) {
            close(clients);
            throw e;
        }
    }

    int clientPort() {
        return clients.socket().getLocalPort();
    }

    int controllerPort() {
        return controller.socket().getLocalPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferBytes) {
        ServerSocketChannel socket = byListener.get(listener);
        if (socket == null) {
            throw new IllegalStateException("there is no listener " + listener);
        }
        return socket;
    }

    /// Only needed when the broker did not come to take them over.
    @Override
    public void close() {
        close(clients);
        close(controller);
    }

    private static ServerSocketChannel open(String host, int port) {
        ServerSocketChannel socket = null;
        try {
            socket = ServerSocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(new InetSocketAddress(host, port), BACKLOG);
            socket.configureBlocking(false);
            return socket;
        } catch (BindException e) {
            close(socket);
            throw new EmbeddedKafkaException(
                    "port %d on %s is taken: stop what uses it or choose another for Kafka"
                            .formatted(port, host),
                    e);
        } catch (IOException | RuntimeException e) {
            close(socket);
            throw new EmbeddedKafkaException(
                    "Kafka can't listen on port %d of %s: %s".formatted(port, host, e), e);
        }
    }

    private static void close(@Nullable ServerSocketChannel socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new EmbeddedKafkaException("a listening socket can't be closed", e);
        }
    }
}
