package id.sahut.webhooks.chaos.traffic;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;

/// Answers the POSTs of one connection. Confined to its event loop.
final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final Endpoints endpoints;

    Answering(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest request) {
        int webhook = Integer.parseInt(request.uri().substring(1));
        int attempt = request.headers().getInt("X-Sahut-Attempt", 0);
        byte[] body = ByteBufUtil.getBytes(request.content());
        var event = endpoints.inspection().look(webhook, request.headers(), body);
        if (event.isEmpty()) {
            answer(connection, HttpResponseStatus.NOT_FOUND);
            return;
        }
        var post = endpoints.arrived(event.get(), attempt);
        var behaviour = Behaviour.of(webhook);
        if (behaviour == Behaviour.HANGS && !endpoints.isOver()) {
            return;
        }
        boolean accepts = behaviour.accepts(post);
        post.answered(accepts, endpoints.now());
        answer(
                connection,
                accepts ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE);
    }

    /// A sender that hangs up, or is killed, is nothing to report; anything else is.
    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable failure) {
        if (!(failure instanceof IOException)) {
            endpoints.failed(failure);
        }
        var _ = connection.close();
    }

    private static void answer(ChannelHandlerContext connection, HttpResponseStatus status) {
        var answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        var _ = connection.writeAndFlush(answer, connection.voidPromise());
    }
}
