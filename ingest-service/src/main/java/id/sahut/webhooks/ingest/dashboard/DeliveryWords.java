package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.RecordedAttempt;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What a page says about a delivery, its attempts and why. Stateless.
final class DeliveryWords {

    private static final Set<String> DEFERRALS =
            Set.of("disabled", "locked", "unknown", "sockets", "lookups");
    private static final Set<String> EXPIRIES = Set.of("attempts", "backlog", "disabled", "locked");

    private DeliveryWords() {}

    /// How it stands, in a sentence.
    static String said(RecordedDelivery delivery, int maxAttempts, Texts texts) {
        DeliveryState state = delivery.state();
        return switch (state) {
            case RETRYING -> texts.get("delivery.retrying.text", delivery.attempts(), maxAttempts);
            case DEFERRED, FAILED -> why(delivery, texts).orElse("");
            case DELIVERED, WAITING, CANCELLED -> texts.get("delivery." + state.label() + ".text");
        };
    }

    /// Why it is set aside or was given up.
    static Optional<String> why(RecordedDelivery delivery, Texts texts) {
        String reason = delivery.reason().orElse("");
        return switch (delivery.state()) {
            case DEFERRED ->
                    Optional.of(
                            texts.get(
                                    "deferred."
                                            + (DEFERRALS.contains(reason) ? reason : "crowded")));
            case FAILED ->
                    Optional.of(
                            texts.get("failed." + (EXPIRIES.contains(reason) ? reason : "other")));
            case DELIVERED, WAITING, RETRYING, CANCELLED -> Optional.empty();
        };
    }

    /// What came of an attempt, in a sentence.
    static String said(RecordedAttempt attempt, Texts texts) {
        AttemptResult outcome = attempt.outcome();
        String status = attempt.status().map(it -> "" + it).orElse("–");
        String took = took(attempt.took(), texts);
        return switch (outcome) {
            case DELIVERED, REFUSED ->
                    texts.get("attempt." + outcome.label() + ".text", status, took);
            case TIMED_OUT, UNREACHABLE ->
                    texts.get("attempt." + outcome.label() + ".text", attempt.detail());
            case BLOCKED, CANCELLED -> texts.get("attempt." + outcome.label() + ".text");
        };
    }

    /// Such as `31 ms` or `1.2 s`.
    static String took(Duration took, Texts texts) {
        long ms = took.toMillis();
        return ms < 1_000
                ? ms + " ms"
                : String.format(texts.language().locale(), "%.1f", ms / 1_000.0)
                        + " "
                        + texts.get("time.s");
    }
}
