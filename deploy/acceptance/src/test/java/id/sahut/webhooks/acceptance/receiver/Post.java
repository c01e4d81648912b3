package id.sahut.webhooks.acceptance.receiver;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A POST as it arrived, and what became of it. Safe for any thread; nobody changes the body.
public final class Post {

    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private final long arrivedNanos;
    private final Instant arrivedAt;
    private volatile @Nullable Answered answered;
    private volatile long hungUpNanos;

    /// An answer, and when its first byte was about to leave.
    public record Answered(int status, long nanos) {}

    Post(
            String path,
            Map<String, String> headers,
            byte[] body,
            long arrivedNanos,
            Instant arrivedAt) {
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.arrivedNanos = arrivedNanos;
        this.arrivedAt = arrivedAt;
    }

    void answers(int status, long nanos) {
        answered = new Answered(status, nanos);
    }

    void hungUp(long nanos) {
        hungUpNanos = nanos;
    }

    public String path() {
        return path;
    }

    /// Header names in lower case.
    public Map<String, String> headers() {
        return headers;
    }

    public String header(String name) {
        String value = headers.get(name.toLowerCase(java.util.Locale.ROOT));
        if (value == null) {
            throw new AssertionError("a POST to %s has no header %s".formatted(path, name));
        }
        return value;
    }

    public byte[] body() {
        return body;
    }

    /// When its last byte had arrived.
    public long arrivedNanos() {
        return arrivedNanos;
    }

    public Instant arrivedAt() {
        return arrivedAt;
    }

    public Optional<Answered> answered() {
        return Optional.ofNullable(answered);
    }

    public boolean isAccepted() {
        return answered().filter(it -> it.status() / 100 == 2).isPresent();
    }

    /// How long the sender had waited when it hung up; empty while it has not.
    public Optional<java.time.Duration> hungUpAfter() {
        return hungUpNanos == 0
                ? Optional.empty()
                : Optional.of(java.time.Duration.ofNanos(hungUpNanos - arrivedNanos));
    }

    public int attempt() {
        return Integer.parseInt(header("X-Sahut-Attempt"));
    }

    public String deliveryId() {
        return header("X-Sahut-Delivery");
    }

    @Override
    public String toString() {
        return "attempt %d of %s to %s at %s".formatted(attempt(), deliveryId(), path, arrivedAt);
    }
}
