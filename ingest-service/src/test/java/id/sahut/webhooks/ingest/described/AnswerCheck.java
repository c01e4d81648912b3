package id.sahut.webhooks.ingest.described;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Holds one answer to the description. Immutable, safe for any thread.
record AnswerCheck(Description description) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// An answer as it came.
    ///
    /// @param body empty when the caller did not want it, or `HEAD` has none
    record Received(int status, HttpHeaders headers, Optional<String> body) {}

    /// What is not as described.
    List<String> objections(String method, String path, Received answer) {
        Optional<JsonNode> described = description.answer(method, path, answer.status);
        if (described.isEmpty()) {
            return List.of("status %d is not described".formatted(answer.status));
        }
        var objections = new ArrayList<String>();
        described
                .get()
                .path("headers")
                .forEachEntry((name, header) ->
                        objections.addAll(header(name, description.resolved(header), answer)));
        JsonNode content = described.get().path("content");
        if (content.isEmpty()) {
            answer.body
                    .filter(it -> !it.isEmpty())
                    .ifPresent(_ -> objections.add("a body is not described"));
        } else {
            objections.addAll(content(content, answer));
        }
        return objections;
    }

    private List<String> header(String name, JsonNode described, Received answer) {
        Optional<String> value = answer.headers.firstValue(name);
        if (value.isEmpty()) {
            return described.path("required").asBoolean(false)
                    ? List.of("header %s is missing".formatted(name))
                    : List.of();
        }
        JsonNode schema = described.path("schema");
        boolean isNumber =
                schema.path("type").asString("").equals("integer") && value.get().matches("\\d+");
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return description.objections(
                schema,
                isNumber
                        ? nodes.numberNode(Long.parseLong(value.get()))
                        : nodes.stringNode(value.get()));
    }

    private List<String> content(JsonNode content, Received answer) {
        String type = answer.headers.firstValue("Content-Type").orElse("none");
        JsonNode media = content.path(type.split(";", 2)[0]);
        if (media.isMissingNode()) {
            return List.of("content type %s is not described".formatted(type));
        }
        if (answer.body.isEmpty() || !type.startsWith("application/json")) {
            return List.of();
        }
        try {
            JsonNode body = JSON.readTree(answer.body.get());
            var objections = new ArrayList<>(description.objections(media.path("schema"), body));
            for (String member : List.of("code", "status")) {
                JsonNode example = media.path("example").path("error").path(member);
                if (!example.isMissingNode() && !example.equals(body.path("error").path(member))) {
                    objections.add("error.%s is not %s".formatted(member, example));
                }
            }
            return objections;
        } catch (JacksonException e) {
            return List.of("the body is no JSON");
        }
    }
}
