package id.sahut.webhooks.ingest.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Reads requests' bodies, JSON or forms, and says what is wrong with those that can't be taken.
/// Safe for any thread.
final class BodyReader {

    static final String JSON = "application/json";

    private static final String FORM = "application/x-www-form-urlencoded";

    private final BodyBudget bodies;
    private final LongSupplier nanoTime;

    /// @param bodies how much of requests may be in memory
    BodyReader(BodyBudget bodies, LongSupplier nanoTime) {
        this.bodies = bodies;
        this.nanoTime = nanoTime;
    }

    static boolean hasBody(Context context) {
        return context.req().getContentLengthLong() > 0
                || context.header("Transfer-Encoding") != null;
    }

    /// @param whole what a body is answered that came whole
    Answer read(Context context, int maxBytes, Function<byte[], Answer> whole) {
        return read(context, maxBytes, Map.of(JSON, whole));
    }

    /// @param whole what a body of each type is answered that came whole
    Answer read(Context context, int maxBytes, Map<String, Function<byte[], Answer>> whole) {
        Function<byte[], Answer> ofType = whole.get(type(context));
        return ofType == null ? unsupported(whole.keySet()) : readWhole(context, maxBytes, ofType);
    }

    /// @param whole what a form is answered that came whole
    Answer readForm(Context context, Function<Form, Answer> whole) {
        return read(
                context,
                Form.MAX_BYTES,
                Map.of(
                        FORM,
                        body ->
                                Form.read(body)
                                        .map(whole)
                                        .orElseGet(() ->
                                                Answer.badRequest("The form can't be read"))));
    }

    private static Answer unsupported(Collection<String> types) {
        return Answer.error(
                415,
                "unsupported_media_type",
                "The Content-Type must be " + String.join(" or ", new TreeSet<>(types)));
    }

    private Answer readWhole(Context context, int maxBytes, Function<byte[], Answer> whole) {
        if (isEncoded(context)) {
            return Answer.error(
                            415,
                            "unsupported_media_type",
                            "The body must be sent as it is, without a Content-Encoding such as gzip")
                    .with("Accept-Encoding", "identity");
        }
        try (var share = bodies.share()) {
            return switch (RequestBody.read(
                    context.req().getInputStream(), maxBytes, nanoTime, share)) {
                case RequestBody.NoRoom() ->
                        Answer.unavailable("Too much is being sent at once, try again later");
                case RequestBody.TooLarge() ->
                        Answer.error(
                                413,
                                "payload_too_large",
                                "The body may have %d bytes at most".formatted(maxBytes));
                case RequestBody.TooSlow() ->
                        Answer.error(
                                408,
                                "request_timeout",
                                "The body must arrive within %d s"
                                        .formatted(RequestBody.MAX_TIME.toSeconds()));
                case RequestBody.Whole(byte[] body) -> whole.apply(body);
            };
        } catch (IOException e) {
            return Answer.badRequest("The body could not be read to its end");
        }
    }

    /// We would take the compressed bytes for the JSON.
    private static boolean isEncoded(Context context) {
        return Collections.list(context.req().getHeaders("Content-Encoding")).stream()
                .flatMap(it -> Stream.of(it.split(",")))
                .map(String::strip)
                .anyMatch(it -> !it.isEmpty() && !it.equalsIgnoreCase("identity"));
    }

    private static String type(Context context) {
        return Optional.ofNullable(context.contentType())
                .map(it -> it.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }
}
