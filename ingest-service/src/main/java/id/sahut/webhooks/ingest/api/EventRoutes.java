package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.events.Events;
import id.sahut.webhooks.ingest.events.IdempotencyKey;
import id.sahut.webhooks.ingest.events.Publishing;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Router;
import java.util.Map;
import java.util.Optional;

/// What each request about events is answered. Knows no web server. Safe for any thread.
final class EventRoutes {

    /// Of a request's body; the event in it may be smaller only.
    static final int MAX_BYTES = Router.MAX_BODY_BYTES;

    private final Events events;

    EventRoutes(Events events) {
        this.events = events;
    }

    /// @param idempotencyKey as the customer sent it, if they did
    Answer publish(WorkspaceId workspace, Optional<String> idempotencyKey, byte[] body) {
        if (idempotencyKey.filter(it -> !IdempotencyKey.isWellFormed(it)).isPresent()) {
            return Answer.badRequest(
                    "Idempotency-Key must be 1 to 128 visible ASCII characters, without spaces");
        }
        return Answers.to(
                events.read(workspace, body),
                _ ->
                        answer(
                                idempotencyKey
                                        .map(it -> IdempotencyKey.of(workspace, it))
                                        .map(it -> events.publish(workspace, body, it))
                                        .orElseGet(() -> events.publish(workspace, body))));
    }

    private static Answer answer(Publishing publishing) {
        return switch (publishing) {
            case Publishing.Published(var id) -> Answer.data(202, Map.of("event_id", id.value()));
            case Publishing.Conflict() ->
                    Answer.error(
                            409,
                            "conflict",
                            "This Idempotency-Key was used for another body within the last 24 hours");
            case Publishing.Unavailable() ->
                    Answer.unavailable(
                            "The event could not be confirmed and may or may not have been published:"
                                    + " with an Idempotency-Key it is safe to send it again");
        };
    }
}
