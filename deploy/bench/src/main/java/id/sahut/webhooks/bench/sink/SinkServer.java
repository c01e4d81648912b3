package id.sahut.webhooks.bench.sink;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Listens on some ports and answers POSTs, each endpoint as its path says. Safe for any thread.
final class SinkServer implements AutoCloseable {

    private static final int PORTS = 20;
    private static final int THREADS = 2;
    private static final int BACKLOG = 8_192;
    private static final int MAX_BODY_BYTES = 1024 * 1024;

    /// Thousands that connect at once have to wait for two cores; giving up is for the sender.
    private static final Duration HANDSHAKE = Duration.ofMinutes(2);

    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    private final List<Channel> channels;

    /// @param tls for https; empty for http
    SinkServer(Arrivals arrivals, Optional<SslContext> tls) {
        var server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel connection) {
                                        var pipeline = connection.pipeline();
                                        tls.ifPresent(
                                                it -> pipeline.addLast(handler(it, connection)));
                                        pipeline.addLast(
                                                new HttpServerCodec(),
                                                new HttpObjectAggregator(MAX_BODY_BYTES),
                                                new Answering(arrivals));
                                    }
                                });
        this.channels =
                IntStream.range(0, PORTS)
                        .mapToObj(_ -> server.bind(InetAddress.getLoopbackAddress(), 0))
                        .map(it -> it.syncUninterruptibly().channel())
                        .toList();
    }

    private static SslHandler handler(SslContext tls, SocketChannel connection) {
        var handler = tls.newHandler(connection.alloc());
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        return handler;
    }

    List<Integer> ports() {
        return channels.stream()
                .map(it -> ((InetSocketAddress) it.localAddress()).getPort())
                .toList();
    }

    @Override
    public void close() {
        channels.forEach(it -> it.close().syncUninterruptibly());
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
