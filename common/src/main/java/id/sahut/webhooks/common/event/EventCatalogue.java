package id.sahut.webhooks.common.event;

import id.sahut.webhooks.common.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The event types that webhooks can subscribe to, with a description and an example of each.
/// Immutable.
///
/// It is data: a JSON array of `{"type", "description", "example"}`, built in or the operator's
/// own.
public final class EventCatalogue {

    private static final String BUILT_IN = "event-types.json";

    private final Map<String, Entry> entries;

    private EventCatalogue(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// One type.
    ///
    /// @param example an event of this type, as a producer would publish it
    public record Entry(EventType type, String description, byte[] example) {

        /// The example as an event of this workspace.
        public byte[] exampleOf(WorkspaceId workspace) {
            var mapper = JsonMapper.shared();
            var event = (ObjectNode) mapper.readTree(example);
            return mapper.writeValueAsBytes(event.put("workspace_id", workspace.value()));
        }
    }

    /// The types of the public guide.
    public static EventCatalogue builtIn() {
        try (var resource = EventCatalogue.class.getResourceAsStream(BUILT_IN)) {
            if (resource == null) {
                throw new IllegalStateException("this build lacks " + BUILT_IN);
            }
            return parse(resource.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(BUILT_IN + " can't be read", e);
        }
    }

    /// The operator's own, from `file` when there is one, else the built-in one.
    ///
    /// @throws IllegalArgumentException when the file can't be read or isn't such a catalogue
    public static EventCatalogue load(Optional<Path> file) {
        if (file.isEmpty()) {
            return builtIn();
        }
        try {
            return parse(Files.readAllBytes(file.get()));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file.get(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the event catalogue %s can't be read: %s".formatted(file.get(), e), e);
        }
    }

    /// The known type of this name; always the same object, so that a million webhooks share it.
    public Optional<EventType> find(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::type);
    }

    /// What is known of the type of this name.
    public Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    public Collection<Entry> entries() {
        return entries.values();
    }

    public List<EventType> types() {
        return entries.values().stream().map(Entry::type).toList();
    }

    private static EventCatalogue parse(byte[] json) {
        try {
            var mapper = JsonMapper.shared();
            var entries = new LinkedHashMap<String, Entry>();
            JsonNode array = mapper.readTree(json);
            if (!array.isArray() || array.isEmpty()) {
                throw new IllegalArgumentException(
                        "an event catalogue is a JSON array with at least one event type");
            }
            for (JsonNode node : array) {
                var type = new EventType(node.path("type").asString(""));
                var description = node.path("description").asString("");
                if (description.isEmpty() || !isEvent(node.path("example"), type)) {
                    throw new IllegalArgumentException(
                            "event type %s needs a description, and an example that is such an event: event, timestamp, workspace_id and data"
                                    .formatted(type));
                }
                var entry =
                        new Entry(
                                type, description, mapper.writeValueAsBytes(node.path("example")));
                if (entries.put(type.name(), entry) != null) {
                    throw new IllegalArgumentException(
                            "event type %s is there twice".formatted(type));
                }
            }
            return new EventCatalogue(entries);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the event catalogue is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// Customers are sent the example as a test, so it has to be what a producer would publish.
    private static boolean isEvent(JsonNode example, EventType type) {
        return example.path("event").asString("").equals(type.name())
                && example.path("timestamp").isString()
                && example.path("workspace_id").isString()
                && example.path("data").isObject();
    }
}
