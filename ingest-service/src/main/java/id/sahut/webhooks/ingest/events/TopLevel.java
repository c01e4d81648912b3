package id.sahut.webhooks.ingest.events;

import id.sahut.webhooks.common.event.JsonLimits;
import id.sahut.webhooks.ingest.wish.Echo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The members of an event, without what is in `data`. Immutable.
///
/// @param texts the text of each known member that is a string, an empty one of those that aren't
/// @param hasData whether `data` is an object
/// @param unknown the names of the first few members that an event doesn't have
/// @param unknownCount how many of those there are
record TopLevel(
        Map<String, Optional<String>> texts,
        boolean hasData,
        List<String> unknown,
        int unknownCount) {

    static final String DATA = "data";
    static final List<String> TEXTS = List.of("event", "timestamp", "workspace_id");

    /// Reads events. Immutable, safe for any thread.
    static final class Reader {

        private final JsonFactory json;

        /// @param maxBytes the largest event, in bytes
        Reader(int maxBytes) {
            this.json =
                    JsonLimits.factory(maxBytes)
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build();
        }

        /// @param event an object in UTF-8, known to be one
        /// @return empty when any object in it has two members of one name
        Optional<TopLevel> read(byte[] event) {
            return TopLevel.read(json, event);
        }
    }

    private static Optional<TopLevel> read(JsonFactory json, byte[] event) {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), event)) {
            return Optional.of(read(parser));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static TopLevel read(JsonParser parser) {
        var texts = new LinkedHashMap<String, Optional<String>>();
        boolean hasData = false;
        var unknown = new ArrayList<String>();
        int unknownCount = 0;
        parser.nextToken();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (TEXTS.contains(name)) {
                texts.put(
                        name,
                        token == JsonToken.VALUE_STRING
                                ? Optional.of(parser.getString())
                                : Optional.empty());
            } else if (name.equals(DATA)) {
                texts.put(name, Optional.empty());
                hasData = token == JsonToken.START_OBJECT;
            } else {
                unknownCount++;
                if (unknown.size() < Echo.MAX_NAMED) {
                    unknown.add(name);
                }
            }
            parser.skipChildren();
        }
        return new TopLevel(texts, hasData, unknown, unknownCount);
    }
}
