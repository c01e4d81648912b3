package id.sahut.webhooks.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.RecordedAttempt;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.payload.Reading;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Deliveries and attempts as the API shows them. Stateless.
final class DeliveryBodies {

    private DeliveryBodies() {}

    /// @param maxAttempts how many there are before a delivery is given up
    static Map<String, Object> shown(RecordedDelivery delivery, int maxAttempts) {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", delivery.id().value());
        members.put("webhook_id", delivery.webhook().value());
        members.put("event_id", delivery.eventId().value());
        put(members, "event", delivery.event());
        members.put("state", delivery.state().label());
        members.put("message", message(delivery, maxAttempts));
        members.put("attempt_count", delivery.attempts());
        members.put("resend_count", delivery.resends());
        put(members, "status", delivery.status());
        put(members, "reason", delivery.reason());
        members.put("created_at", Times.shown(delivery.createdAt()));
        members.put("updated_at", Times.shown(delivery.changedAt()));
        put(members, "next_attempt_at", delivery.nextAttemptAt().map(Times::shown));
        put(members, "deferred_since", delivery.deferredSince().map(Times::shown));
        return members;
    }

    static Map<String, Object> shown(RecordedAttempt attempt) {
        var members = new LinkedHashMap<String, Object>();
        members.put("attempt", attempt.attempt());
        members.put("resend", attempt.resend());
        members.put("outcome", attempt.outcome().label());
        put(members, "status", attempt.status());
        members.put("message", message(attempt));
        members.put("detail", attempt.detail());
        members.put("started_at", Times.shown(attempt.startedAt()));
        members.put("duration_ms", attempt.took().toMillis());
        put(members, "response", attempt.response());
        return members;
    }

    /// What is POSTed, as far as it is the same for every attempt.
    ///
    /// @param url the webhook's as it is now
    static Map<String, Object> request(
            RecordedDelivery delivery, Optional<String> url, Reading payload) {
        var headers = new LinkedHashMap<String, Object>();
        headers.put("Content-Type", "application/json");
        delivery.event().ifPresent(it -> headers.put("X-Sahut-Event", it));
        headers.put("X-Sahut-Delivery", delivery.id().value());
        headers.put("X-Sahut-Attempt", Integer.toString(Math.max(1, delivery.attempts())));
        var members = new LinkedHashMap<String, Object>();
        members.put("method", "POST");
        put(members, "url", url);
        members.put("headers", headers);
        put(members, "body", body(payload));
        put(members, "body_missing", missing(delivery, payload));
        return members;
    }

    private static Optional<String> body(Reading payload) {
        return switch (payload) {
            case Reading.Found(byte[] bytes, var _) -> Optional.of(new String(bytes, UTF_8));
            case Reading.Gone(), Reading.Unavailable() -> Optional.empty();
        };
    }

    private static Optional<String> missing(RecordedDelivery delivery, Reading payload) {
        return switch (payload) {
            case Reading.Found _ -> Optional.empty();
            case Reading.Gone() ->
                    Optional.of(delivery.erased() ? "It was erased" : "It is no longer kept");
            case Reading.Unavailable() ->
                    Optional.of("It is not to be had just now, try again later");
        };
    }

    /// Absent is null: whoever reads it finds every member.
    private static void put(
            Map<String, Object> members, String name, Optional<? extends Object> value) {
        @Nullable Object present = value.isPresent() ? value.get() : null;
        members.put(name, present);
    }

    private static String message(RecordedDelivery delivery, int maxAttempts) {
        return switch (delivery.state()) {
            case DELIVERED -> "Your endpoint has taken it";
            case WAITING -> "On its way, not attempted yet";
            case RETRYING ->
                    "%d of %d attempts failed; the next is made %s"
                            .formatted(
                                    delivery.attempts(),
                                    maxAttempts,
                                    delivery.nextAttemptAt()
                                            .map(it -> "at " + Times.shown(it))
                                            .orElse("soon"));
            case DEFERRED ->
                    "Set aside since %s, without an attempt being charged: %s"
                            .formatted(
                                    Times.shown(
                                            delivery.deferredSince().orElse(delivery.changedAt())),
                                    deferral(delivery.reason().orElse("")));
            case FAILED -> "Given up: " + expiry(delivery);
            case CANCELLED -> "Given up: its webhook was deleted";
        };
    }

    private static String deferral(String reason) {
        return switch (reason) {
            case "disabled" -> "the webhook is disabled";
            case "locked" -> "it can't be signed just now, which is ours to mend";
            case "unknown" -> "the webhook was not known yet";
            case "sockets", "lookups" -> "we could not make the call just now";
            default -> "your endpoint has as much to do as it takes";
        };
    }

    private static String expiry(RecordedDelivery delivery) {
        return switch (delivery.reason().orElse("")) {
            case "attempts" -> "every attempt failed";
            case "backlog" -> "your endpoint had no room for it for too long";
            case "disabled" -> "the webhook was disabled for too long";
            case "locked" -> "it could not be signed for too long";
            default -> "it could not be delivered";
        };
    }

    private static String message(RecordedAttempt attempt) {
        String took = duration(attempt.took());
        AttemptResult outcome = attempt.outcome();
        return switch (outcome) {
            case DELIVERED ->
                    "Your endpoint answered %s after %s"
                            .formatted(attempt.status().map(it -> "" + it).orElse("2xx"), took);
            case REFUSED ->
                    "Your endpoint answered %s after %s; only 2xx counts as taken"
                            .formatted(
                                    attempt.status().map(it -> "" + it).orElse("an error"), took);
            case TIMED_OUT -> "Your endpoint did not answer within the time: " + attempt.detail();
            case UNREACHABLE -> "Your endpoint could not be reached: " + attempt.detail();
            case BLOCKED -> "The address may not be called: it is not on the public Internet";
            case CANCELLED -> "Not made: the webhook was deleted";
        };
    }

    private static String duration(Duration took) {
        long millis = took.toMillis();
        return millis < 1_000
                ? millis + " ms"
                : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
}
