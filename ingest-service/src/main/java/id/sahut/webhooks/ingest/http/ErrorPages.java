package id.sahut.webhooks.ingest.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Gives what the web server itself refuses (requests that are not HTTP, headers or paths beyond
/// the limits) the shape of every other error. Safe for any thread.
final class ErrorPages extends ErrorHandler {

    private final HttpMeters meters;

    ErrorPages(HttpMeters meters) {
        this.meters = meters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Answer answer = answer(status);
        meters.refused(status);
        SecurityHeaders.ALL.forEach(response.getHeaders()::put);
        answer.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    private static Answer answer(int status) {
        return switch (status) {
            case 408 -> Answer.error(408, "request_timeout", "The request took too long to arrive");
            case 503 -> Answer.unavailable("The service is stopping, try again later");
            default ->
                    status >= 500
                            ? Answer.serverError()
                            : Answer.error(status, "bad_request", "The request is not valid HTTP");
        };
    }
}
