package id.sahut.webhooks.ingest.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// What every answer tells a browser, also one that the web server makes by itself. Immutable.
final class SecurityHeaders {

    static final Map<String, String> ALL = all();

    /// What a page's answer says in place of these: it may load our own files, send its forms to
    /// us, and nothing else. Where it sends them it says that it is ours, which `no-referrer` would
    /// hide from us too.
    static final Map<String, String> PAGE =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                            + " connect-src 'self'; font-src 'self'; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'",
                    "Referrer-Policy",
                    "same-origin",
                    "Cross-Origin-Opener-Policy",
                    "same-origin");

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
