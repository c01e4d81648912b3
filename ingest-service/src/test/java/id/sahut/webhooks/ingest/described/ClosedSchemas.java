package id.sahut.webhooks.ingest.described;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds JSON to the description's schemas, and to no more than they say: customers must expect new
/// members, but one that is not described is a mistake here. Safe for any thread.
final class ClosedSchemas {

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final JsonNode components;

    ClosedSchemas(JsonNode description) {
        this.components = closed(description.path("components"));
    }

    /// @param schema one that is in the description, whose references lead into the components
    /// @return what is wrong with the value
    List<String> objections(JsonNode schema, JsonNode value) {
        var whole = ((ObjectNode) closed(schema)).set("components", components);
        return registry.getSchema(whole).validate(value).stream().map(Error::toString).toList();
    }

    private static JsonNode closed(JsonNode node) {
        JsonNode copy = node.deepCopy();
        close(copy);
        return copy;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("properties").isObject()
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(ClosedSchemas::close);
    }
}
