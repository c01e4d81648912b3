package id.sahut.webhooks.common.delivery;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// What a record's headers say of a delivery, found in one go over them. Confined to a thread.
///
/// Of several headers of one name the last counts; what is not 1 to 256 bytes long is not there.
final class HeaderValues {

    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    /// What is kept of a number: more digits are none of ours.
    private static final int MAX_DIGITS = 9;

    /// Nobody sends anything again more often.
    static final int MAX_RESEND = 10_000;

    private @Nullable String deliveryId;
    private @Nullable String eventId;
    private @Nullable String eventType;
    private @Nullable String workspaceId;
    private @Nullable String source;
    private @Nullable String resend;
    private @Nullable String attempt;
    private @Nullable String createdAt;
    private @Nullable String deferrals;
    private @Nullable String deferredSince;
    private @Nullable String deferralReason;
    private @Nullable String lastStatus;
    private @Nullable String lastError;
    private @Nullable String traceparent;
    private @Nullable String expiredAt;
    private @Nullable String expiredReason;
    private boolean expired;
    private boolean again;

    HeaderValues(Headers headers) {
        for (Header header : headers) {
            switch (header.key()) {
                case DeliveryHeaders.DELIVERY_ID -> deliveryId = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.EVENT_ID -> eventId = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.EVENT_TYPE -> eventType = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.WORKSPACE_ID -> workspaceId = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.SOURCE -> source = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.RESEND -> resend = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.ATTEMPT -> attempt = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.CREATED_AT -> createdAt = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.DEFERRALS -> deferrals = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.DEFERRED_SINCE ->
                        deferredSince = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.DEFERRAL_REASON ->
                        deferralReason = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.LAST_STATUS -> lastStatus = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.LAST_ERROR -> lastError = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.TRACEPARENT -> traceparent = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.EXPIRED_AT -> {
                    expired = true;
                    expiredAt = DeliveryHeaders.textOf(header);
                }
                case DeliveryHeaders.EXPIRED_REASON ->
                        expiredReason = DeliveryHeaders.textOf(header);
                case DeliveryHeaders.AGAIN -> again = true;
                default -> {}
            }
        }
    }

    Optional<String> deliveryId() {
        return Optional.ofNullable(deliveryId);
    }

    Optional<String> eventId() {
        return Optional.ofNullable(eventId);
    }

    Optional<String> eventType() {
        return Optional.ofNullable(eventType);
    }

    Optional<String> workspaceId() {
        return Optional.ofNullable(workspaceId);
    }

    Optional<String> source() {
        return Optional.ofNullable(source);
    }

    /// 0 to 10,000.
    int resend() {
        return Math.min(number(resend).orElse(0), MAX_RESEND);
    }

    Optional<Integer> attempt() {
        return number(attempt);
    }

    Optional<Instant> createdAt() {
        return instant(createdAt);
    }

    Optional<Integer> deferrals() {
        return number(deferrals);
    }

    Optional<Instant> deferredSince() {
        return instant(deferredSince);
    }

    Optional<String> deferralReason() {
        return Optional.ofNullable(deferralReason);
    }

    Optional<Delivery.LastFailure> lastFailure() {
        return Optional.ofNullable(lastError)
                .map(error -> new Delivery.LastFailure(number(lastStatus), error));
    }

    Optional<String> traceparent() {
        return Optional.ofNullable(traceparent);
    }

    Optional<Instant> expiredAt() {
        return instant(expiredAt);
    }

    Optional<String> expiredReason() {
        return Optional.ofNullable(expiredReason);
    }

    /// Whether it was given up, and so starts over when it is delivered again.
    boolean expired() {
        return expired;
    }

    /// Whether it is meant to be delivered though there was one of the same id before.
    boolean again() {
        return again;
    }

    private static Optional<Integer> number(@Nullable String text) {
        if (text == null || text.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            number = number * 10 + digit;
        }
        return Optional.of(number);
    }

    /// Durations from there to now can be counted in nanoseconds.
    private static Optional<Instant> instant(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant instant = Instant.parse(text);
            boolean isOfOurTime = !instant.isBefore(Instant.EPOCH) && instant.isBefore(END);
            return isOfOurTime ? Optional.of(instant) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
