package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.event.EventEnvelope;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.events.Events;
import id.sahut.webhooks.ingest.events.IdempotencyKey;
import id.sahut.webhooks.ingest.events.Publishing;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Router;
import id.sahut.webhooks.ingest.wish.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What each request about events is answered. Knows no web server. Safe for any thread.
final class EventRoutes {

    /// Of a request's body; an event in it may be smaller only.
    static final int MAX_BYTES = Router.MAX_BODY_BYTES;

    /// Of one request.
    static final int MAX_LINES = 500;

    private static final String UNCONFIRMED =
            "The event could not be confirmed and may or may not have been published:"
                    + " with an Idempotency-Key it is safe to send it again";

    private final Events events;

    EventRoutes(Events events) {
        this.events = events;
    }

    /// @param idempotencyKey as the customer sent it, if they did
    Answer publish(WorkspaceId workspace, Optional<String> idempotencyKey, byte[] body) {
        return withKey(
                workspace,
                idempotencyKey,
                key ->
                        Answers.to(
                                events.read(workspace, body),
                                _ ->
                                        answer(
                                                key.map(it -> events.publish(workspace, body, it))
                                                        .orElseGet(() ->
                                                                events.publish(workspace, body)))));
    }

    /// The same for an event in each line.
    Answer publishLines(WorkspaceId workspace, Optional<String> idempotencyKey, byte[] body) {
        return withKey(
                workspace,
                idempotencyKey,
                key -> publish(workspace, key, Lines.of(body, MAX_LINES)));
    }

    private Answer publish(
            WorkspaceId workspace, Optional<IdempotencyKey> key, List<Lines.Line> lines) {
        if (lines.isEmpty()) {
            return Answer.badRequest("The body must have an event in each line; it has none");
        }
        if (lines.size() > MAX_LINES) {
            return Answer.error(
                    413,
                    "payload_too_large",
                    "The body may have %d events at most".formatted(MAX_LINES));
        }
        List<Reading<EventEnvelope>> readings =
                lines.stream().map(it -> events.read(workspace, it.text())).toList();
        var accepted = new ArrayList<byte[]>();
        for (int i = 0; i < lines.size(); i++) {
            if (readings.get(i) instanceof Reading.Accepted<EventEnvelope>) {
                accepted.add(lines.get(i).text());
            }
        }
        var published = new ArrayDeque<>(events.publishAll(workspace, accepted, key));
        if (!published.isEmpty()
                && published.stream().allMatch(it -> it instanceof Publishing.Unavailable)) {
            return Answer.unavailable(
                    "None of the events could be confirmed, and they may or may not have been"
                            + " published: with an Idempotency-Key it is safe to send them again");
        }
        var data = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < lines.size(); i++) {
            var line = new LinkedHashMap<String, Object>();
            line.put("line", lines.get(i).number());
            line.putAll(
                    switch (readings.get(i)) {
                        case Reading.Malformed<EventEnvelope>(String why) ->
                                Answer.describe(400, "bad_request", why);
                        case Reading.Invalid<EventEnvelope>(String why) ->
                                Answer.describe(422, "validation_error", why);
                        case Reading.Accepted<EventEnvelope> _ -> told(published.removeFirst());
                    });
            data.add(line);
        }
        return Answer.json(207, body(data));
    }

    private static Map<String, Object> body(List<Map<String, Object>> data) {
        long kept = data.stream().filter(it -> it.containsKey("event_id")).count();
        var meta = new LinkedHashMap<String, Object>();
        meta.put("published", kept);
        meta.put("failed", data.size() - kept);
        var body = new LinkedHashMap<String, Object>();
        body.put("data", data);
        body.put("meta", meta);
        return body;
    }

    private static Map<String, Object> told(Publishing publishing) {
        return switch (publishing) {
            case Publishing.Published(var id) -> Map.of("event_id", id.value());
            case Publishing.Conflict() ->
                    throw new IllegalStateException("a line's key has the line in it");
            case Publishing.Unavailable() -> Answer.describe(503, "unavailable", UNCONFIRMED);
        };
    }

    private static Answer withKey(
            WorkspaceId workspace,
            Optional<String> text,
            Function<Optional<IdempotencyKey>, Answer> publish) {
        return text.filter(it -> !IdempotencyKey.isWellFormed(it)).isPresent()
                ? Answer.badRequest(
                        "Idempotency-Key must be 1 to 128 visible ASCII characters, without spaces")
                : publish.apply(text.map(it -> IdempotencyKey.of(workspace, it)));
    }

    private static Answer answer(Publishing publishing) {
        return switch (publishing) {
            case Publishing.Published(var id) -> Answer.data(202, Map.of("event_id", id.value()));
            case Publishing.Conflict() ->
                    Answer.error(
                            409,
                            "conflict",
                            "This Idempotency-Key was used for another body within the last 24 hours");
            case Publishing.Unavailable() -> Answer.unavailable(UNCONFIRMED);
        };
    }
}
