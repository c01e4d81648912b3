package id.sahut.webhooks.dispatcher.attempt;

import java.time.Duration;
import java.util.Locale;

/// What one POST came to. Every kind must be decided somewhere: switch without `default`.
/// Immutable.
///
/// Neither key nor detail ever holds a URL, a secret or a text the other side chose; only
/// `bodyStart` does, which is the customer's own.
public sealed interface AttemptOutcome {

    /// The kind's name in logs, metrics and JSON.
    String key();

    /// A short explanation for people.
    String detail();

    /// Answered with 2xx. `bodyStart` is at most the first 1,024 bytes of the answer.
    record Delivered(int status, Duration took, String bodyStart) implements AttemptOutcome {

        @Override
        public String key() {
            return "delivered";
        }

        @Override
        public String detail() {
            return "answered " + status;
        }
    }

    /// Answered with anything but 2xx. `bodyStart` is at most the first 1,024 bytes of the answer.
    record Refused(int status, Duration took, String bodyStart) implements AttemptOutcome {

        @Override
        public String key() {
            return "refused";
        }

        @Override
        public String detail() {
            return "answered " + status;
        }
    }

    /// The deadline came first.
    record TimedOut(Phase during, Duration took) implements AttemptOutcome {

        @Override
        public String key() {
            return "timed_out";
        }

        @Override
        public String detail() {
            return switch (during) {
                case RESOLVE -> "the name was not resolved in time";
                case CONNECT -> "no connection in time";
                case ANSWER -> "no answer in time";
                case BODY -> "the answer did not end in time";
            };
        }
    }

    /// There is no complete HTTP answer, and there won't be one.
    record Unreachable(Cause cause, Duration took, String detail) implements AttemptOutcome {

        @Override
        public String key() {
            return "unreachable";
        }
    }

    /// The address rules forbid the call: nothing was dialled.
    record Blocked(String detail) implements AttemptOutcome {

        @Override
        public String key() {
            return "blocked";
        }
    }

    /// Given up by us: the client was closed, or the webhook is gone.
    record Cancelled() implements AttemptOutcome {

        @Override
        public String key() {
            return "cancelled";
        }

        @Override
        public String detail() {
            return "given up before the end";
        }
    }

    /// How far an attempt had come.
    enum Phase {
        /// Looking up the name.
        RESOLVE,
        /// TCP and TLS.
        CONNECT,
        /// From the connection being up to the answer's last header.
        ANSWER,
        /// Reading the answer's body.
        BODY;

        /// The name in logs, metrics and JSON.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Why there is no answer.
    enum Cause {
        /// The name has no address, or none was learnt within the lookup's limit.
        DNS,
        /// Nobody listens, or there is no route.
        CONNECT,
        /// No encrypted connection, or not with whom it should be.
        TLS,
        /// The connection ended before the answer did.
        RESET,
        /// What came back is not HTTP/1.1, or exceeds its limits.
        PROTOCOL;

        /// The name in logs, metrics and JSON.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
