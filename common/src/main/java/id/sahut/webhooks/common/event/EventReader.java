package id.sahut.webhooks.common.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.id.WorkspaceId;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads an event's envelope. Immutable, safe for any thread.
///
/// The whole text is checked for being one JSON object in UTF-8, because that is what receivers are
/// promised, but only two members are kept: `data` is skipped over and never becomes objects.
public final class EventReader {

    private static final Set<String> WANTED = Set.of("event", "workspace_id");

    /// A zero and the schema's id.
    private static final int REGISTRY_BYTES = 5;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final JsonFactory json;
    private final EventCatalogue catalogue;
    private final int maxBytes;

    /// @param maxBytes the largest event, in bytes
    public EventReader(EventCatalogue catalogue, int maxBytes) {
        this.json = JsonLimits.factory(maxBytes).build();
        this.catalogue = catalogue;
        this.maxBytes = maxBytes;
    }

    /// Of the events that this one reads.
    public int maxBytes() {
        return maxBytes;
    }

    public EventReading read(byte @Nullable [] value) {
        if (value == null || value.length == 0) {
            return rejected(RejectionReason.UNREADABLE_JSON, "the record has no value");
        }
        if (value.length > maxBytes) {
            return rejected(
                    RejectionReason.TOO_LARGE,
                    "%d bytes, %d are allowed".formatted(value.length, maxBytes));
        }
        if (value[0] == 0 && value.length >= REGISTRY_BYTES) {
            return rejected(
                    RejectionReason.UNREADABLE_JSON,
                    "begins with a zero byte and four more, as a schema registry's serializer writes"
                            + " them: publish the JSON alone, with a serializer that writes strings or"
                            + " bytes");
        }
        CharBuffer text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            return rejected(RejectionReason.UNREADABLE_JSON, "not UTF-8");
        }
        return read(text);
    }

    /// From characters, not bytes: of bytes, the parser would guess the encoding, and take UTF-16
    /// or a byte order mark that receivers' parsers don't.
    private EventReading read(CharBuffer text) {
        if (text.charAt(0) == BYTE_ORDER_MARK) {
            return rejected(RejectionReason.UNREADABLE_JSON, "begins with a byte order mark");
        }
        var members = new HashMap<String, String>();
        try (JsonParser parser = parser(text)) {
            String problem = collect(parser, members);
            return problem == null
                    ? envelope(members)
                    : rejected(RejectionReason.UNREADABLE_JSON, problem);
        } catch (StreamConstraintsException e) { // of its limits, the only one in reach
            return rejected(
                    RejectionReason.UNREADABLE_JSON,
                    "nested deeper than %d levels".formatted(JsonLimits.MAX_DEPTH));
        } catch (JacksonException e) {
            var at = e.getLocation();
            return rejected(
                    RejectionReason.UNREADABLE_JSON,
                    at == null
                            ? "not JSON"
                            : "not JSON: line %d, column %d"
                                    .formatted(at.getLineNr(), at.getColumnNr()));
        }
    }

    private static @Nullable String collect(JsonParser parser, Map<String, String> members) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return "not a JSON object";
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (WANTED.contains(name)) {
                String text = token == JsonToken.VALUE_STRING ? parser.getString() : "";
                if (members.put(name, text) != null) {
                    return "two members named " + name;
                }
            }
            parser.skipChildren();
        }
        return parser.nextToken() == null ? null : "more than one JSON value";
    }

    private EventReading envelope(Map<String, String> members) {
        var type = catalogue.find(members.getOrDefault("event", ""));
        if (type.isEmpty()) {
            return rejected(
                    RejectionReason.UNKNOWN_EVENT_TYPE,
                    "event must be one of " + catalogue.types());
        }
        String workspace = members.getOrDefault("workspace_id", "");
        if (!WorkspaceId.isWellFormed(workspace)) {
            return rejected(
                    RejectionReason.MISSING_WORKSPACE_ID,
                    "workspace_id must be 'ws_' and 1 to 64 letters and digits");
        }
        return new EventReading.Readable(new EventEnvelope(type.get(), new WorkspaceId(workspace)));
    }

    private JsonParser parser(CharBuffer text) {
        return json.createParser(
                ObjectReadContext.empty(), text.array(), text.arrayOffset(), text.length());
    }

    private static EventReading rejected(RejectionReason reason, String detail) {
        return new EventReading.Rejected(reason, detail);
    }
}
