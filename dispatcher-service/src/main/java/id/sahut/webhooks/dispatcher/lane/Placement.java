package id.sahut.webhooks.dispatcher.lane;

import java.time.Duration;

/// What came of offering a delivery to its lane. Immutable.
public sealed interface Placement {

    /// It waits for its turn.
    record Queued() implements Placement {}

    /// Its endpoint has enough to do for longer than it may wait.
    ///
    /// @param expectedWait until its turn would have come
    record Crowded(Duration expectedWait) implements Placement {}
}
