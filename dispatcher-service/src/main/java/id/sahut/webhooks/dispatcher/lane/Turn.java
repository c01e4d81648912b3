package id.sahut.webhooks.dispatcher.lane;

import id.sahut.webhooks.common.id.WebhookId;

/// One delivery that waits in a lane or has left it for an attempt. Confined to the dispatch loop's
/// thread.
///
/// @param <T> what the loop needs to know of it
public final class Turn<T> {

    private final WebhookId endpoint;
    private final Source source;
    private final T item;
    private final int bytes;
    private final long queuedAtNanos;
    private long startedAtNanos;

    Turn(WebhookId endpoint, Source source, T item, int bytes, long queuedAtNanos) {
        this.endpoint = endpoint;
        this.source = source;
        this.item = item;
        this.bytes = bytes;
        this.queuedAtNanos = queuedAtNanos;
    }

    public WebhookId endpoint() {
        return endpoint;
    }

    public T item() {
        return item;
    }

    public int bytes() {
        return bytes;
    }

    Source source() {
        return source;
    }

    /// In the time in which attempts may begin, see [Lanes#waitForUs].
    long queuedAtNanos() {
        return queuedAtNanos;
    }

    long startedAtNanos() {
        return startedAtNanos;
    }

    void started(long nanos) {
        startedAtNanos = nanos;
    }
}
