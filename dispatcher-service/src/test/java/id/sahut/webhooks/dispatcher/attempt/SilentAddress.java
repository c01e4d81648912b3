package id.sahut.webhooks.dispatcher.attempt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// An address where connections are neither taken nor refused, as behind a firewall: its backlog is
/// full.
final class SilentAddress implements AutoCloseable {

    private final ServerSocket listener;
    private final List<SocketChannel> filling = new ArrayList<>();

    SilentAddress(String literal, int port) throws IOException {
        listener = new ServerSocket(port, 1, InetAddress.ofLiteral(literal));
        for (int i = 0; i < 5; i++) {
            SocketChannel one = SocketChannel.open();
            one.configureBlocking(false);
            one.connect(new InetSocketAddress(InetAddress.ofLiteral(literal), port));
            filling.add(one);
        }
    }

    boolean isBusy() {
        return !listener.isClosed() && !filling.isEmpty();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel one : filling) {
            one.close();
        }
        listener.close();
    }
}
