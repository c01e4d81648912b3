package id.sahut.webhooks.ingest.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// What every answer tells a browser, also one that the web server makes by itself. Immutable.
final class SecurityHeaders {

    static final Map<String, String> ALL = all();

    private SecurityHeaders() {}

    private static Map<String, String> all() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Referrer-Policy", "no-referrer");
        return headers;
    }
}
