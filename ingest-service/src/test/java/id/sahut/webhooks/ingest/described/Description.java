package id.sahut.webhooks.ingest.described;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The API as `openapi.yaml` describes it. Immutable, safe for any thread.
public final class Description {

    /// What all described paths begin with.
    public static final String BASE = "/v1";

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final JsonNode root;
    private final ClosedSchemas schemas;
    private final Map<String, JsonNode> operations = new TreeMap<>();

    private Description(JsonNode root) {
        this.root = root;
        this.schemas = new ClosedSchemas(root);
        root.path("paths")
                .forEachEntry((path, item) ->
                        item.propertyNames().stream()
                                .filter(METHODS::contains)
                                .forEach(method ->
                                        operations.put(
                                                method.toUpperCase(Locale.ROOT) + " " + BASE + path,
                                                item.path(method))));
    }

    public static Description load() {
        String resource = "/id/sahut/webhooks/ingest/api/openapi.yaml";
        try (InputStream in = Description.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not there");
            }
            return new Description(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The whole of it.
    public JsonNode root() {
        return root;
    }

    /// By method and path, such as `GET /v1/webhooks/{id}`.
    public Map<String, JsonNode> operations() {
        return operations;
    }

    /// What is wrong with a value that should fit a schema of this description.
    public List<String> objections(JsonNode schema, JsonNode value) {
        return schemas.objections(schema, value);
    }

    /// What a request must be answered with that status; empty when that is not described.
    ///
    /// Where no route is, or not for this method, that is what the components describe.
    Optional<JsonNode> answer(String method, String path, int status) {
        String described = method.equals("HEAD") ? "GET" : method;
        Optional<JsonNode> operation =
                operations.keySet().stream()
                        .filter(it -> it.startsWith(described + " ") && leadsTo(it, path))
                        .findFirst()
                        .map(operations::get);
        if (operation.isPresent()) {
            return Optional.of(operation.get().path("responses").path(String.valueOf(status)))
                    .filter(JsonNode::isObject)
                    .map(this::resolved);
        }
        boolean isPath = operations.keySet().stream().anyMatch(it -> leadsTo(it, path));
        return status == (isPath ? 405 : 404)
                ? Optional.of(
                        root.path("components")
                                .path("responses")
                                .path(isPath ? "MethodNotAllowed" : "NotFound"))
                : Optional.empty();
    }

    /// The node itself, or what its `$ref` leads to.
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isString() ? root.at(reference.stringValue().substring(1)) : node;
    }

    private static boolean leadsTo(String operation, String path) {
        String template = operation.substring(operation.indexOf(' ') + 1);
        String pattern =
                Pattern.compile("\\{[a-z]+}")
                        .splitAsStream(template + " ")
                        .map(it -> Pattern.quote(it.stripTrailing()))
                        .reduce((left, right) -> left + "[^/]+" + right)
                        .orElseThrow();
        return path.matches(pattern);
    }
}
