package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.EventId;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// What is known of a delivery. Immutable.
///
/// [#and] is commutative, associative and idempotent: so the topics may be read in any order, and
/// twice.
///
/// @param createdMs when its event was published
/// @param lastMs when something was last heard of it
/// @param source where its payload lies
/// @param resends how often it has been sent again: more often than the standing says when an
///   earlier sending was delivered
/// @param erased whether somebody had its content erased
record DeliveryFacts(
        EventId eventId,
        Optional<String> eventType,
        long createdMs,
        long lastMs,
        Optional<RecordPlace> source,
        Standing standing,
        int resends,
        boolean erased) {

    /// An event's own record rather than a copy; the others by any order that always is the same.
    private static final Comparator<RecordPlace> PLACES =
            Comparator.comparing(RecordPlace::topic)
                    .thenComparingInt(RecordPlace::partition)
                    .thenComparingLong(RecordPlace::offset);

    DeliveryFacts and(DeliveryFacts other) {
        return new DeliveryFacts(
                eventId.value().compareTo(other.eventId.value()) >= 0 ? eventId : other.eventId,
                either(eventType, other.eventType, (a, b) -> a.compareTo(b) >= 0 ? a : b),
                Math.min(createdMs, other.createdMs),
                Math.max(lastMs, other.lastMs),
                either(source, other.source, (a, b) -> PLACES.compare(a, b) >= 0 ? a : b),
                Standing.greater(standing, other.standing),
                Math.max(resends, other.resends),
                erased || other.erased);
    }

    private static <T> Optional<T> either(
            Optional<T> one, Optional<T> other, BinaryOperator<T> both) {
        if (one.isEmpty()) {
            return other;
        }
        return other.isEmpty() ? one : Optional.of(both.apply(one.get(), other.get()));
    }
}
