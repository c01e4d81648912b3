package id.sahut.webhooks.ingest.api;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Gives what the web server itself refuses (requests that are not HTTP, headers or paths beyond
/// the limits) the shape of every other error. Safe for any thread.
final class ErrorPages extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Answer answer =
                status >= 500
                        ? Answer.serverError()
                        : Answer.error(status, "bad_request", "The request is not valid HTTP");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }
}
