package id.sahut.webhooks.ingest.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A request as a test makes it up. Confined to the test's thread.
public record Visit(
        String method,
        String path,
        Map<String, String> queries,
        Map<String, String> headers,
        Map<String, String> cookies,
        boolean isSecure)
        implements Visitor {

    public static Visit of(String method, String path) {
        return new Visit(method, path, Map.of(), Map.of(), Map.of(), false);
    }

    public Visit withQuery(String name, String value) {
        return new Visit(method, path, with(queries, name, value), headers, cookies, isSecure);
    }

    public Visit withHeader(String name, String value) {
        return new Visit(method, path, queries, with(headers, name, value), cookies, isSecure);
    }

    public Visit withCookie(String name, String value) {
        return new Visit(method, path, queries, headers, with(cookies, name, value), isSecure);
    }

    public Visit byTls() {
        return new Visit(method, path, queries, headers, cookies, true);
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(queries.get(name));
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    @Override
    public Origin origin() {
        return new Origin(false, 1);
    }

    private static Map<String, String> with(Map<String, String> all, String name, String value) {
        var more = new HashMap<>(all);
        more.put(name, value);
        return Map.copyOf(more);
    }
}
