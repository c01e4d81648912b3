package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.wish.Reading;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// What is answered to a request, in the public reference's shapes. Immutable; nobody changes
/// [#body].
///
/// @param body JSON, or empty for an answer without one
record Answer(int status, byte[] body, Map<String, String> headers) {

    private static final int RETRY_AFTER_SECONDS = 5;

    static Answer data(int status, Object data) {
        return new Answer(status, json(Map.of("data", data)), Map.of());
    }

    /// The page of a list that the query asks for.
    ///
    /// @param shown an entry as it is told
    static <T> Answer list(
            List<T> all, Optional<String> page, Optional<String> perPage, Function<T, ?> shown) {
        return switch (Page.read(page, perPage)) {
            case Page.Reading.Unreadable(String why) -> badRequest(why);
            case Page.Reading.Readable(Page wanted) ->
                    page(wanted.of(all).stream().map(shown).toList(), wanted, all.size());
        };
    }

    /// One page of a list.
    static Answer page(List<?> data, Page page, int total) {
        var meta = new LinkedHashMap<String, Object>();
        meta.put("total", total);
        meta.put("page", page.number());
        meta.put("per_page", page.size());
        meta.put("total_pages", page.count(total));
        var body = new LinkedHashMap<String, Object>();
        body.put("data", data);
        body.put("meta", meta);
        return new Answer(200, json(body), Map.of());
    }

    /// What is wrong with a wish, or what comes of it.
    static <T> Answer to(Reading<T> reading, Function<T, Answer> accepted) {
        return switch (reading) {
            case Reading.Malformed<T>(String why) -> badRequest(why);
            case Reading.Invalid<T>(String why) -> invalid(why);
            case Reading.Accepted<T>(T wish) -> accepted.apply(wish);
        };
    }

    static Answer nothing() {
        return new Answer(204, new byte[0], Map.of());
    }

    static Answer error(int status, String code, String message) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code);
        error.put("message", message);
        error.put("status", status);
        return new Answer(status, json(Map.of("error", error)), Map.of());
    }

    static Answer badRequest(String message) {
        return error(400, "bad_request", message);
    }

    static Answer unauthorized() {
        return error(401, "unauthorized", "Invalid or missing API key")
                .with("WWW-Authenticate", "Bearer");
    }

    static Answer notFound(String message) {
        return error(404, "not_found", message);
    }

    static Answer conflict(String message) {
        return error(409, "conflict", message);
    }

    static Answer invalid(String message) {
        return error(422, "validation_error", message);
    }

    static Answer serverError() {
        return error(500, "server_error", "Something went wrong on our side, try again later");
    }

    /// @param wait until it may be tried again
    static Answer rateLimited(String message, Duration wait) {
        return error(429, "rate_limited", message)
                .with(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds())));
    }

    static Answer unavailable(String message) {
        return error(503, "unavailable", message)
                .with("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
    }

    /// A change that Kafka did not acknowledge in time.
    static Answer unconfirmed() {
        return unavailable(
                "The change could not be confirmed and may or may not have been made: look before"
                        + " you try again");
    }

    Answer with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Answer(status, body, all);
    }

    private static byte[] json(Object body) {
        return JsonMapper.shared().writeValueAsBytes(body);
    }
}
