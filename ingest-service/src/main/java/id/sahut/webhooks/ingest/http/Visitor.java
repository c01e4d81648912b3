package id.sahut.webhooks.ingest.http;

import java.util.Optional;

/// What a request tells of whoever sent it, be it true or not. Confined to the request's thread.
public interface Visitor {

    /// Such as `GET`.
    String method();

    /// Without the query.
    String path();

    Optional<String> query(String name);

    Optional<String> header(String name);

    Optional<String> cookie(String name);

    /// Where the request comes from.
    Origin origin();

    /// Whether it came by TLS, as far as our own proxies say.
    boolean isSecure();
}
