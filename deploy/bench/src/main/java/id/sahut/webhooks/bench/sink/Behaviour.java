package id.sahut.webhooks.bench.sink;

import java.time.Duration;

/// How an endpoint answers. The first part of its path says so, so the webhook's URL decides.
/// Immutable.
public sealed interface Behaviour {

    /// Answers 200 after a while, or at once.
    record Answers(Duration delay) implements Behaviour {}

    /// Answers 500 to the first attempt of a delivery, 200 to others.
    record FailsFirst() implements Behaviour {}

    /// Never answers.
    record Hangs() implements Behaviour {}

    /// Answers 200, then sends a body that does not end, a byte a second.
    record Drips() implements Behaviour {}

    /// Breaks the connection when it has read the request.
    record Resets() implements Behaviour {}

    /// Whether a sender may make an attempt at it again and be right to: a connection that breaks
    /// before the answer looks like one that was closed while it lay idle.
    default boolean excusesRepeats() {
        return this instanceof Resets;
    }

    /// `ok`, `delay-50` (milliseconds), `fail-first`, `hang`, `drip` or `reset`.
    static Behaviour of(String group) {
        return switch (group) {
            case "ok" -> new Answers(Duration.ZERO);
            case "fail-first" -> new FailsFirst();
            case "hang" -> new Hangs();
            case "drip" -> new Drips();
            case "reset" -> new Resets();
            default -> {
                if (!group.matches("delay-\\d{1,5}")) {
                    throw new IllegalArgumentException("no endpoint behaves like " + group);
                }
                yield new Answers(
                        Duration.ofMillis(Integer.parseInt(group.substring("delay-".length()))));
            }
        };
    }
}
