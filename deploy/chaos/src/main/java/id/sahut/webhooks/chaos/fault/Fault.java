package id.sahut.webhooks.chaos.fault;

import id.sahut.webhooks.chaos.cluster.Member;
import java.time.Duration;

/// What is to be done to whom. Immutable.
///
/// @param after how long after the fault before it
/// @param lasts how long it is paused, or how long after its end it is started again; of one that
///   is lost, how long is waited to see what comes of it
public record Fault(Kind kind, Member member, Duration after, Duration lasts) {

    @Override
    public String toString() {
        return "%s %s, %d ms".formatted(kind, member, lasts.toMillis());
    }
}
