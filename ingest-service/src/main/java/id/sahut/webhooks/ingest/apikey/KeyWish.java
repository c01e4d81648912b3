package id.sahut.webhooks.ingest.apikey;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came of reading the wish for a new key, `{"label": …}`. Immutable.
public sealed interface KeyWish {

    JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    String LABEL = "label";
    int MAX_ECHO = 64;
    int MAX_NAMED = 5;

    record Accepted(String label) implements KeyWish {}

    /// Not JSON, the label is missing, or it has the wrong type.
    record Malformed(String why) implements KeyWish {}

    /// Readable, but no key can be made like that.
    record Invalid(String why) implements KeyWish {}

    static KeyWish read(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException e) {
            return new Malformed(
                    "the body must be one JSON object without repeated members; it can't be read");
        }
        if (!json.isObject()) {
            return new Malformed("the body must be a JSON object");
        }
        if (!json.has(LABEL)) {
            return new Malformed("label is required");
        }
        if (!json.path(LABEL).isString()) {
            return new Malformed("label must be a string");
        }
        List<String> unknown =
                json.propertyNames().stream().filter(it -> !it.equals(LABEL)).toList();
        if (!unknown.isEmpty()) {
            return new Invalid("unknown members: %s; allowed is: label".formatted(echo(unknown)));
        }
        String label = json.path(LABEL).stringValue();
        return ApiKey.isLabel(label)
                ? new Accepted(label)
                : new Invalid(
                        "label must be 1 to 100 characters, none of them invisible or a control"
                                + " character");
    }

    /// What the customer sent, so that they find it, but not all of it however long it is.
    private static String echo(List<String> texts) {
        return texts.stream()
                .limit(MAX_NAMED)
                .map(it -> it.length() <= MAX_ECHO ? it : it.substring(0, MAX_ECHO) + "…")
                .map(it -> "'" + it + "'")
                .collect(Collectors.joining(", "));
    }
}
