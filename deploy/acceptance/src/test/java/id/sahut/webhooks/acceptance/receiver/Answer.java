package id.sahut.webhooks.acceptance.receiver;

import java.time.Duration;

/// What an endpoint does with a POST. Immutable.
public sealed interface Answer {

    /// Answers at once.
    record Status(int status) implements Answer {}

    /// Answers at once, with words in the body and in a header.
    record Text(int status, String words) implements Answer {}

    /// Answers after a while.
    record Late(int status, Duration delay) implements Answer {}

    /// Never answers, and waits until the other side hangs up.
    record Silence() implements Answer {}

    /// Answers 200 at once, then sends a long body, a byte a second.
    record Drip() implements Answer {}

    /// Breaks the connection.
    record Reset() implements Answer {}

    /// Anything else that HTTP and TCP allow, or do not.
    record Rude(Rudeness how) implements Answer {}
}
