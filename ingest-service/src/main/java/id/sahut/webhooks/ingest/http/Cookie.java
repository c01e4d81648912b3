package id.sahut.webhooks.ingest.http;

import java.time.Duration;

/// What a browser is asked to keep and to send back; never shown to scripts. Immutable.
///
/// @param value letters, digits, `-` and `_` only
/// @param path sent with requests below it only
/// @param maxAge zero makes the browser forget it
/// @param strict whether it stays away from requests that other sites' pages begin
/// @param secure whether it is sent over TLS only
public record Cookie(
        String name, String value, String path, Duration maxAge, boolean strict, boolean secure) {

    public Cookie {
        if (!value.matches("[A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("a cookie's value of ours needs no quoting");
        }
    }

    /// As `Set-Cookie` has it.
    String header() {
        return "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=%s%s"
                .formatted(
                        name,
                        value,
                        path,
                        maxAge.toSeconds(),
                        strict ? "Strict" : "Lax",
                        secure ? "; Secure" : "");
    }
}
