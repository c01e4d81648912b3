package id.sahut.webhooks.common.event;

/// The type of an event, such as `message.created`. Immutable.
///
/// @param name lower-case words set apart by dots and underscores, 1 to 64 characters
public record EventType(String name) implements Comparable<EventType> {

    public EventType {
        if (!name.matches("[a-z0-9_]+(\\.[a-z0-9_]+)*") || name.length() > 64) {
            throw new IllegalArgumentException(
                    "an event type is lower-case words set apart by dots, 64 characters at most, not '%s'"
                            .formatted(name));
        }
    }

    @Override
    public int compareTo(EventType other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
