package id.sahut.webhooks.dispatcher.attempt;

import id.sahut.webhooks.dispatcher.names.NameLimits;
import java.time.Duration;

/// The limits of every attempt. Immutable.
///
/// @param deadline for the whole exchange: name, connection, TLS, headers and body
/// @param clients each has one thread that does the network's work
public record AttemptLimits(Duration deadline, NameLimits names, int clients) {

    /// So much of an answer's body is read: an endpoint that sends more is hung up on.
    static final int ANSWER_BYTES_READ = 16 * 1_024;

    /// So much of an answer's body is kept for the delivery history.
    static final int ANSWER_BYTES_KEPT = 1_024;

    public AttemptLimits {
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("deadline is " + deadline + ", must be positive");
        }
        if (clients < 1) {
            throw new IllegalArgumentException("clients is " + clients + ", must be at least 1");
        }
    }

    /// 10 s for an attempt, of which 2 s for the name; one client per core.
    public static AttemptLimits defaults() {
        return new AttemptLimits(
                Duration.ofSeconds(10),
                NameLimits.defaults(),
                Runtime.getRuntime().availableProcessors());
    }

    /// The same with another deadline.
    public AttemptLimits withDeadline(Duration other) {
        return new AttemptLimits(other, names, clients);
    }
}
