package id.sahut.webhooks.chaos.traffic;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.chaos.evidence.Arrivals;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.evidence.Post;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// The endpoints of a run, in this process: none of them is ever killed. Safe for any thread.
public final class Endpoints implements AutoCloseable {

    /// A sender takes them for so many hosts, and spreads these over its clients.
    private static final int PORTS = 4;

    private static final int BACKLOG = 4_096;
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Inspection inspection;
    private final Arrivals arrivals;
    private final Findings notTheirs;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final List<Integer> ports;
    private volatile boolean over;

    /// @param events what is published in the run
    /// @param notTheirs gets what belongs to another endpoint, or was never published
    /// @param notSigned gets what carries a signature that is not right
    public Endpoints(
            Events events,
            Arrivals arrivals,
            Findings notTheirs,
            Findings notSigned,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.inspection = new Inspection(events, notTheirs, notSigned);
        this.arrivals = arrivals;
        this.notTheirs = notTheirs;
        this.clock = clock;
        this.nanoTime = nanoTime;
        var server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel connection) {
                                        connection
                                                .pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(MAX_BODY_BYTES),
                                                        new Answering(Endpoints.this));
                                    }
                                });
        this.ports = IntStream.range(0, PORTS).map(_ -> port(server)).boxed().toList();
    }

    private static int port(ServerBootstrap server) {
        Channel channel =
                server.bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    public String url(int webhook) {
        return "http://127.0.0.1:%d/%d".formatted(ports.get(webhook % PORTS), webhook);
    }

    /// The load is over: those that hung answer from now on.
    public void loadIsOver() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    Inspection inspection() {
        return inspection;
    }

    Post arrived(Inspection.Seen event, int attempt) {
        Instant at = clock.instant();
        long nanos = now();
        var latency = Duration.between(event.scheduled(), at);
        var post =
                new Post(
                        event.number(),
                        attempt,
                        nanos - Duration.between(event.signed(), at).toNanos(),
                        nanos,
                        (int) Math.min(latency.toMillis(), Integer.MAX_VALUE));
        arrivals.add(post);
        return post;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /// A request that could not even be read.
    void failed(Throwable failure) {
        notTheirs.add("a request that can't be read: " + failure);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
