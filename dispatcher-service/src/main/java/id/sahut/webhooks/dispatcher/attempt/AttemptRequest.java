package id.sahut.webhooks.dispatcher.attempt;

import id.sahut.webhooks.common.endpoint.EndpointUrl;
import java.util.List;

/// What to POST, and where to. Immutable as long as nobody writes to the body's array.
public final class AttemptRequest {

    private final EndpointUrl url;
    private final List<Header> headers;
    private final byte[] body;
    private final boolean onNewConnection;

    /// One of the request's headers.
    public record Header(String name, String value) {}

    /// @param headers in the order in which they are sent; `Host` and `Content-Length` are added
    /// @param body taken as it is, not copied
    /// @param onNewConnection whether no connection from the pool will do
    public AttemptRequest(
            EndpointUrl url, List<Header> headers, byte[] body, boolean onNewConnection) {
        this.url = url;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.onNewConnection = onNewConnection;
    }

    boolean onNewConnection() {
        return onNewConnection;
    }

    EndpointUrl url() {
        return url;
    }

    List<Header> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
