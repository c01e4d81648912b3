package id.sahut.webhooks.bench.sink;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Answers the POSTs of one connection. Confined to its event loop.
final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final int DRIP_LENGTH = 10_000;
    private static final Map<String, Behaviour> BEHAVIOURS = new ConcurrentHashMap<>();

    private final Arrivals arrivals;

    Answering(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest request) {
        String path = request.uri();
        int end = path.indexOf('/', 1);
        String group = end < 0 ? path.substring(1) : path.substring(1, end);
        String id = request.headers().get("X-Sahut-Delivery");
        int attempt = request.headers().getInt("X-Sahut-Attempt", 0);
        arrivals.arrived(group, id, attempt, request.content());
        switch (BEHAVIOURS.computeIfAbsent(group, Behaviour::of)) {
            case Behaviour.Answers(var delay) when delay.isZero() -> accept(connection, id);
            case Behaviour.Answers(var delay) -> {
                var _ =
                        connection
                                .executor()
                                .schedule(
                                        () -> accept(connection, id),
                                        delay.toMillis(),
                                        TimeUnit.MILLISECONDS);
            }
            case Behaviour.FailsFirst() -> {
                if (attempt == 1) {
                    refuse(connection, id);
                } else {
                    accept(connection, id);
                }
            }
            case Behaviour.Hangs() -> {}
            case Behaviour.Drips() -> drip(connection);
            case Behaviour.Resets() -> {
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                var _ = connection.close();
            }
        }
    }

    /// A sender that hangs up is nothing to report; anything else is.
    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable failure) {
        if (!(failure instanceof java.io.IOException)) {
            failure.printStackTrace();
        }
        var _ = connection.close();
    }

    private void accept(ChannelHandlerContext connection, String id) {
        arrivals.accepts(id);
        answer(connection, HttpResponseStatus.OK);
    }

    private void refuse(ChannelHandlerContext connection, String id) {
        arrivals.refuses(id);
        answer(connection, HttpResponseStatus.INTERNAL_SERVER_ERROR);
    }

    private static void answer(ChannelHandlerContext connection, HttpResponseStatus status) {
        var answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        var _ = connection.writeAndFlush(answer, connection.voidPromise());
    }

    private static void drip(ChannelHandlerContext connection) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        HttpUtil.setContentLength(head, DRIP_LENGTH);
        var _ = connection.writeAndFlush(head, connection.voidPromise());
        dripOn(connection);
    }

    private static void dripOn(ChannelHandlerContext connection) {
        if (!connection.channel().isActive()) {
            return;
        }
        connection
                .writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(new byte[] {'.'})))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        var _ = connection.executor().schedule(() -> dripOn(connection), 1, TimeUnit.SECONDS);
    }
}
