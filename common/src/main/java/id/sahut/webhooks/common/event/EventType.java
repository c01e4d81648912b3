package id.sahut.webhooks.common.event;

import java.util.regex.Pattern;

/// The type of an event, such as `message.created`. Immutable.
///
/// @param name lower-case words set apart by dots and underscores, 1 to 64 characters
public record EventType(String name) implements Comparable<EventType> {

    private static final Pattern SYNTAX = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");
    private static final int MAX_LENGTH = 64;

    public EventType {
        if (!isWellFormed(name)) {
            throw new IllegalArgumentException(
                    "an event type is lower-case words set apart by dots, %d characters at most, not '%s'"
                            .formatted(MAX_LENGTH, name.substring(0, Math.min(name.length(), 80))));
        }
    }

    /// Whether `name` could be an event type's. The length comes first: the pattern is for short
    /// texts.
    public static boolean isWellFormed(String name) {
        return name.length() <= MAX_LENGTH && SYNTAX.matcher(name).matches();
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
