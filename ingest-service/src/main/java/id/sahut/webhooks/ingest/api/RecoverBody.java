package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.recover.RecoverStates;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.wish.Characters;
import id.sahut.webhooks.ingest.wish.Echo;
import id.sahut.webhooks.ingest.wish.MemberType;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.WishBody;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads what somebody wants sent again. Stateless.
final class RecoverBody {

    private static final int MAX_TYPE = 128;

    private static final WishBody BODY = new WishBody(members(), List.of("since"));

    private RecoverBody() {}

    static Reading<Recoveries.Wish> read(byte[] body) {
        return BODY.read(body).then(RecoverBody::wish);
    }

    private static Reading<Recoveries.Wish> wish(JsonNode json) {
        return time(json, "since")
                .then(since ->
                        time(json, "until")
                                .then(until ->
                                        states(json)
                                                .then(states ->
                                                        wish(
                                                                since.orElseThrow(),
                                                                until,
                                                                states,
                                                                json))));
    }

    private static Reading<Recoveries.Wish> wish(
            Instant since, Optional<Instant> until, RecoverStates states, JsonNode json) {
        if (until.isPresent() && !until.get().isAfter(since)) {
            return new Reading.Invalid<>("until must be later than since");
        }
        Optional<String> event =
                json.has("event")
                        ? Optional.of(json.path("event").stringValue())
                        : Optional.empty();
        if (event.isPresent() && !isType(event.get())) {
            return new Reading.Invalid<>(
                    "event must be an event type, 1 to %d characters and no control characters"
                            .formatted(MAX_TYPE));
        }
        return new Reading.Accepted<>(new Recoveries.Wish(since, until, states, event));
    }

    /// One that there has never been finds nothing, and that is no mistake.
    private static boolean isType(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_TYPE
                && text.codePoints().allMatch(Characters::isWritable);
    }

    private static Reading<Optional<Instant>> time(JsonNode json, String name) {
        if (!json.has(name)) {
            return new Reading.Accepted<>(Optional.empty());
        }
        Optional<Instant> time = Times.read(json.path(name).stringValue());
        return time.isPresent()
                ? new Reading.Accepted<>(time)
                : new Reading.Invalid<>("%s must be %s".formatted(name, Times.ALLOWED));
    }

    private static Reading<RecoverStates> states(JsonNode json) {
        if (!json.has("states")) {
            return new Reading.Accepted<>(RecoverStates.USUAL);
        }
        List<String> labels = json.path("states").valueStream().map(JsonNode::stringValue).toList();
        List<String> unknown = RecoverStates.unknown(labels);
        if (!unknown.isEmpty()) {
            return new Reading.Invalid<>(
                    "unknown states: %s; allowed are: %s"
                            .formatted(Echo.of(unknown), RecoverStates.ALLOWED));
        }
        return labels.isEmpty()
                ? new Reading.Invalid<>(
                        "states must name at least one; allowed are: " + RecoverStates.ALLOWED)
                : new Reading.Accepted<>(RecoverStates.of(labels));
    }

    private static Map<String, MemberType> members() {
        var members = new LinkedHashMap<String, MemberType>();
        members.put("since", MemberType.TEXT);
        members.put("until", MemberType.TEXT);
        members.put("states", MemberType.TEXTS);
        members.put("event", MemberType.TEXT);
        return members;
    }
}
