package id.sahut.webhooks.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What is answered to a request: JSON in the public reference's shapes, or a page. Immutable;
/// nobody changes [#body].
///
/// @param contentType of the body
/// @param body empty for an answer without one
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    private static final String JSON = "application/json";

    private static final int RETRY_AFTER_SECONDS = 5;

    public static Answer json(int status, Object body) {
        return new Answer(status, JSON, JsonMapper.shared().writeValueAsBytes(body), Map.of());
    }

    public static Answer data(int status, Object data) {
        return json(status, Map.of("data", data));
    }

    public static Answer nothing() {
        return new Answer(204, JSON, new byte[0], Map.of());
    }

    /// A page for people.
    public static Answer page(int status, String html) {
        return new Answer(
                status, "text/html; charset=utf-8", html.getBytes(UTF_8), SecurityHeaders.PAGE);
    }

    /// Whatever was asked, the answer is a page elsewhere, to be fetched with `GET`.
    ///
    /// @param path on this server
    public static Answer seeOther(String path) {
        return new Answer(303, JSON, new byte[0], Map.of("Location", path));
    }

    public static Answer error(int status, String code, String message) {
        return json(status, describe(status, code, message));
    }

    /// An error's body, also where it is a part of another answer.
    public static Map<String, Object> describe(int status, String code, String message) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code);
        error.put("message", message);
        error.put("status", status);
        return Map.of("error", error);
    }

    public static Answer badRequest(String message) {
        return error(400, "bad_request", message);
    }

    public static Answer unauthorized() {
        return error(401, "unauthorized", "Invalid or missing API key")
                .with("WWW-Authenticate", "Bearer");
    }

    public static Answer forbidden(String message) {
        return error(403, "forbidden", message);
    }

    public static Answer notFound(String message) {
        return error(404, "not_found", message);
    }

    public static Answer conflict(String message) {
        return error(409, "conflict", message);
    }

    public static Answer invalid(String message) {
        return error(422, "validation_error", message);
    }

    public static Answer serverError() {
        return error(500, "server_error", "Something went wrong on our side, try again later");
    }

    /// @param wait until it may be tried again
    public static Answer rateLimited(String message, Duration wait) {
        return error(429, "rate_limited", message)
                .with(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds())));
    }

    public static Answer unavailable(String message) {
        return error(503, "unavailable", message)
                .with("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
    }

    public Answer with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Answer(status, contentType, body, all);
    }

    public Answer with(Cookie cookie) {
        return with("Set-Cookie", cookie.header());
    }
}
