package id.sahut.webhooks.common.event;

/// The type of an event, such as `message.created`. Immutable.
///
/// @param name lower-case words set apart by dots and underscores, 1 to 64 characters
public record EventType(String name) implements Comparable<EventType> {

    private static final int MAX_LENGTH = 64;

    public EventType {
        if (!isWellFormed(name)) {
            throw new IllegalArgumentException(
                    "an event type is lower-case words set apart by dots, %d characters at most, not '%s'"
                            .formatted(MAX_LENGTH, name.substring(0, Math.min(name.length(), 80))));
        }
    }

    /// Whether `name` could be an event type's.
    public static boolean isWellFormed(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return false;
        }
        boolean wordBegins = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isOfWord = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
            if (!isOfWord && (c != '.' || wordBegins)) {
                return false;
            }
            wordBegins = !isOfWord;
        }
        return !wordBegins;
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
