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

    /// There was an HTTP status.
    sealed interface Answered extends AttemptOutcome {

        int status();

        /// At most the first 1,024 bytes of the answer.
        String bodyStart();
    }

    /// Answered with 2xx.
    ///
    /// @param oddity what was wrong with the rest of the answer, or nothing
    record Delivered(int status, Duration took, String bodyStart, String oddity)
            implements Answered {

        @Override
        public String key() {
            return "delivered";
        }

        @Override
        public String detail() {
            return answered(status, oddity);
        }
    }

    /// Answered with anything but 2xx.
    ///
    /// @param oddity what was wrong with the rest of the answer, or nothing
    record Refused(int status, Duration took, String bodyStart, String oddity) implements Answered {

        @Override
        public String key() {
            return "refused";
        }

        @Override
        public String detail() {
            return answered(status, oddity);
        }
    }

    private static String answered(int status, String oddity) {
        return "answered " + status + (oddity.isEmpty() ? "" : "; " + oddity);
    }

    /// The deadline came first.
    record TimedOut(Phase during, Duration took) implements AttemptOutcome {

        /// What a delivery's `last-error` begins with.
        public static final String KEY = "timed_out";

        @Override
        public String key() {
            return KEY;
        }

        @Override
        public String detail() {
            return switch (during) {
                case RESOLVE -> "the name was not resolved in time";
                case CONNECT -> "no connection in time";
                case ANSWER -> "no answer in time";
            };
        }
    }

    /// There is no HTTP status, and there won't be one.
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

    /// Nothing was sent, because we lacked something for it: not the endpoint's fault, and no
    /// attempt.
    record NotMade(Lack lack) implements AttemptOutcome {

        @Override
        public String key() {
            return "not_made";
        }

        @Override
        public String detail() {
            return switch (lack) {
                case SOCKETS -> "no socket to connect with on our side";
                case LOOKUPS -> "too many names are being looked up";
            };
        }
    }

    /// What we may lack.
    enum Lack {
        /// The process may open no more, or there is no port left to connect from.
        SOCKETS,
        /// As many names are being looked up as may be.
        LOOKUPS
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
        /// From the connection being up to the answer's status.
        ANSWER;

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
        /// What came back is not HTTP.
        PROTOCOL;

        /// The name in logs, metrics and JSON.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
