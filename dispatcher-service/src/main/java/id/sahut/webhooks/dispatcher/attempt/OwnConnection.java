package id.sahut.webhooks.dispatcher.attempt;

import java.util.Locale;

/// Why a POST is made on a connection of its own, by [LenientPost]. Immutable.
enum OwnConnection {
    /// The client does not take this endpoint's answers.
    ODD_ANSWER,
    /// The connection from the pool was closed before any byte of an answer.
    STALE,
    /// The address that was dialled first could not be connected to, and the name has others.
    OTHER_ADDRESS,
    /// The attempt before this one had no answer, perhaps because its connection was dead.
    AFTER_TIME_OUT;

    /// The name in metrics.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
