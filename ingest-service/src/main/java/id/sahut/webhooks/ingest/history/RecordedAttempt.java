package id.sahut.webhooks.ingest.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// An attempt as the history knows it. Immutable.
///
/// @param resend how often the delivery had been sent again before
/// @param attempt which POST since then: 1 to 6
/// @param detail the outcome in the dispatcher's words
/// @param response the start of the answer
public record RecordedAttempt(
        int resend,
        int attempt,
        AttemptResult outcome,
        Optional<Integer> status,
        Instant startedAt,
        Duration took,
        String detail,
        Optional<String> response) {}
