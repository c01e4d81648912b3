package id.sahut.webhooks.common.webhook;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Gives for equal values one and the same, so that a million of them take the room of a few. Safe
/// for any thread.
///
/// It keeps what it has seen, also when nobody uses that any more, so it keeps no more than a
/// number of them: beyond that everybody has their own.
final class Shared<T> {

    private final ConcurrentMap<T, T> kept = new ConcurrentHashMap<>();
    private final int max;

    Shared(int max) {
        this.max = max;
    }

    /// The value that is equal to this one, and kept already if there is room.
    T of(T value) {
        T before = kept.get(value);
        if (before != null) {
            return before;
        }
        if (kept.size() >= max) {
            return value;
        }
        T raced = kept.putIfAbsent(value, value);
        return raced == null ? value : raced;
    }

    int size() {
        return kept.size();
    }
}
