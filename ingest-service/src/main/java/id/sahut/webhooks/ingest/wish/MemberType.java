package id.sahut.webhooks.ingest.wish;

import tools.jackson.databind.JsonNode;

/// What kind of value a member of a request's body takes. Immutable.
public enum MemberType {
    TEXT("a string"),
    TEXT_OR_NULL("a string or null"),
    TEXTS("an array of strings"),
    FLAG("true or false"),
    WHOLE_NUMBER("a whole number");

    private final String words;

    MemberType(String words) {
        this.words = words;
    }

    boolean fits(JsonNode value) {
        return switch (this) {
            case TEXT -> value.isString();
            case TEXT_OR_NULL -> value.isString() || value.isNull();
            case TEXTS -> value.isArray() && value.values().stream().allMatch(JsonNode::isString);
            case FLAG -> value.isBoolean();
            case WHOLE_NUMBER -> value.canConvertToExactIntegral(); // 60.0 is one, to JSON
        };
    }

    @Override
    public String toString() {
        return words;
    }
}
