package id.sahut.webhooks.ingest.events;

import id.sahut.webhooks.common.event.EventEnvelope;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.EventReading;
import id.sahut.webhooks.common.event.RejectionReason;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.wish.Echo;
import id.sahut.webhooks.ingest.wish.Reading;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// Holds an event that somebody wants to publish to the rules. Immutable, safe for any thread.
///
/// It is read first as the fan-out will read it, so what passes is never rejected there; the rest
/// of the rules, which other producers are only asked to keep, come on top. `data` never becomes
/// objects.
final class EventRules {

    private static final int MAX_TIMESTAMP = 64;

    private final EventReader reader;
    private final TopLevel.Reader members;

    /// @param reader one like the fan-out's
    EventRules(EventReader reader) {
        this.reader = reader;
        this.members = new TopLevel.Reader(reader.maxBytes());
    }

    /// @param workspace whose event it has to be
    Reading<EventEnvelope> read(WorkspaceId workspace, byte[] body) {
        if (body.length == 0) {
            return malformed("the body must be a JSON object; it is empty");
        }
        EventReading reading = reader.read(body);
        if (reading instanceof EventReading.Rejected(var reason, var detail)) {
            if (reason == RejectionReason.UNREADABLE_JSON) {
                return malformed("the body must be one JSON object in UTF-8: " + detail);
            }
            if (reason == RejectionReason.TOO_LARGE) {
                return invalid("the event is too large: " + detail);
            }
        }
        return members.read(body)
                .map(it -> judge(workspace, reading, it))
                .orElseGet(() -> malformed("the body must not have two members of the same name"));
    }

    private static Reading<EventEnvelope> judge(
            WorkspaceId workspace, EventReading reading, TopLevel members) {
        Optional<String> malformed = malformed(members);
        if (malformed.isPresent()) {
            return malformed(malformed.get());
        }
        if (members.unknownCount() > 0) {
            return invalid(
                    "unknown members: %s; allowed are: %s, %s"
                            .formatted(
                                    Echo.of(members.unknown(), members.unknownCount()),
                                    String.join(", ", TopLevel.TEXTS),
                                    TopLevel.DATA));
        }
        return switch (reading) {
            case EventReading.Rejected(var _, var detail) -> invalid(detail);
            case EventReading.Readable(var envelope) -> judge(workspace, envelope, members);
        };
    }

    private static Reading<EventEnvelope> judge(
            WorkspaceId workspace, EventEnvelope envelope, TopLevel members) {
        if (!envelope.workspaceId().equals(workspace)) {
            return invalid("workspace_id must be the API key's own, " + workspace);
        }
        boolean hasTime =
                members.texts()
                        .getOrDefault("timestamp", Optional.empty())
                        .filter(EventRules::isInstant)
                        .isPresent();
        return hasTime
                ? new Reading.Accepted<>(envelope)
                : invalid("timestamp must be an ISO 8601 instant such as 2024-03-15T08:30:00Z");
    }

    private static Optional<String> malformed(TopLevel members) {
        for (String name : TopLevel.TEXTS) {
            Optional<String> text = members.texts().get(name);
            if (text == null) {
                return Optional.of(name + " is required");
            }
            if (text.isEmpty()) {
                return Optional.of(name + " must be a string");
            }
        }
        if (!members.texts().containsKey(TopLevel.DATA)) {
            return Optional.of(TopLevel.DATA + " is required");
        }
        return members.hasData()
                ? Optional.empty()
                : Optional.of(TopLevel.DATA + " must be an object");
    }

    /// A year of four digits only: more of them take a sign, which few receivers' parsers know.
    private static boolean isInstant(String text) {
        if (text.isEmpty() || text.length() > MAX_TIMESTAMP || !Character.isDigit(text.charAt(0))) {
            return false;
        }
        try {
            var _ = Instant.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static <T> Reading<T> malformed(String why) {
        return new Reading.Malformed<>(why);
    }

    private static <T> Reading<T> invalid(String why) {
        return new Reading.Invalid<>(why);
    }
}
