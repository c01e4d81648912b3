package id.sahut.webhooks.ingest.history;

import java.util.Optional;

/// What is known of an attempt. Immutable.
///
/// @param resend how often the delivery had been sent again before
/// @param attempt which POST since then: 1 to 6
/// @param detail the outcome in words
/// @param response the start of the answer; empty without an answer, or with an empty one
record AttemptFacts(
        DeliveryKey delivery,
        int resend,
        int attempt,
        AttemptResult outcome,
        Optional<Integer> status,
        long startedMs,
        int tookMs,
        String detail,
        Optional<String> response) {}
