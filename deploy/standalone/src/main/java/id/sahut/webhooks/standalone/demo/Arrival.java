package id.sahut.webhooks.standalone.demo;

import java.time.Duration;
import java.util.Optional;

/// One POST as the receiver saw it. Immutable.
///
/// @param sincePublished on the receiver's clock
/// @param sinceLast since the POST before with the same delivery id
/// @param attempt as its header says
/// @param proven what the check of its signatures found
/// @param untouched whether the body is byte for byte what was published
/// @param status what we answered
record Arrival(
        Endpoint endpoint,
        String event,
        String deliveryId,
        String attempt,
        Proof proven,
        boolean untouched,
        int status,
        Duration sincePublished,
        Optional<Duration> sinceLast) {

    boolean isGood() {
        return proven == Proof.BOTH && untouched;
    }
}
