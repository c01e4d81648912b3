package id.sahut.webhooks.ingest.wish;

import id.sahut.webhooks.common.event.JsonLimits;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a request's body as a JSON object of known members; what they say is judged elsewhere.
/// Immutable, safe for any thread.
///
/// @param members in the order in which they are named to the customer
/// @param required which of them must be there
public record WishBody(Map<String, MemberType> members, List<String> required) {

    /// Of the largest such body.
    public static final int MAX_BYTES = 64 * 1024;

    private static final JsonMapper JSON =
            JsonMapper.builder(JsonLimits.factory(MAX_BYTES).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    public Reading<JsonNode> read(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (StreamConstraintsException e) { // of its limits, the only one in reach
            return new Reading.Malformed<>(
                    "the body must not be nested deeper than %d levels"
                            .formatted(JsonLimits.MAX_DEPTH));
        } catch (JacksonException e) {
            return new Reading.Malformed<>(
                    "the body must be one JSON object without repeated members; it can't be read");
        }
        if (!json.isObject()) {
            return new Reading.Malformed<>("the body must be a JSON object");
        }
        for (String name : required) {
            if (!json.has(name)) {
                return new Reading.Malformed<>(name + " is required");
            }
        }
        for (var member : members.entrySet()) {
            String name = member.getKey();
            if (json.has(name) && !member.getValue().fits(json.path(name))) {
                return new Reading.Malformed<>("%s must be %s".formatted(name, member.getValue()));
            }
        }
        List<String> unknown =
                json.propertyNames().stream().filter(it -> !members.containsKey(it)).toList();
        return unknown.isEmpty()
                ? new Reading.Accepted<>(json)
                : new Reading.Invalid<>(
                        "unknown members: %s; %s".formatted(Echo.of(unknown), allowed()));
    }

    private String allowed() {
        return members.isEmpty()
                ? "none is allowed"
                : "allowed are: " + String.join(", ", members.keySet());
    }
}
