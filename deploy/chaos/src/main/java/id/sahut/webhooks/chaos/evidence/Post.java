package id.sahut.webhooks.chaos.evidence;

/// A POST that arrived. Safe for any thread.
public final class Post {

    private static final long NOT_ANSWERED = Long.MAX_VALUE;

    private final long event;
    private final int attempt;
    private final long signedNanos;
    private final long arrivedNanos;
    private final int latencyMs;
    private volatile long answeredNanos = NOT_ANSWERED;
    private volatile boolean accepted;

    /// @param event the number of its event, which has one webhook
    /// @param attempt 1 to 6
    /// @param signedNanos when the second began in which it was signed: its sender made it no
    ///   earlier
    /// @param arrivedNanos when its last byte had arrived
    /// @param latencyMs from the scheduled time of its event to then
    public Post(long event, int attempt, long signedNanos, long arrivedNanos, int latencyMs) {
        this.event = event;
        this.attempt = attempt;
        this.signedNanos = signedNanos;
        this.arrivedNanos = arrivedNanos;
        this.latencyMs = latencyMs;
    }

    /// To be called before the answer's first byte leaves.
    public void answered(boolean isAccepted, long nanos) {
        accepted = isAccepted;
        answeredNanos = nanos;
    }

    public long event() {
        return event;
    }

    public int attempt() {
        return attempt;
    }

    public long signedNanos() {
        return signedNanos;
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    public int latencyMs() {
        return latencyMs;
    }

    public boolean isAnswered() {
        return answeredNanos != NOT_ANSWERED;
    }

    /// When the answer left; later than everything when none did.
    public long answeredNanos() {
        return answeredNanos;
    }

    public boolean isAccepted() {
        return accepted;
    }

    @Override
    public String toString() {
        return "attempt %d of event %d".formatted(attempt, event);
    }
}
