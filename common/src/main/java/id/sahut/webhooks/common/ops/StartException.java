package id.sahut.webhooks.common.ops;

/// A service can't start, for a reason that its operator can mend; the message is one that they can
/// act on.
public final class StartException extends RuntimeException {

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }

    public static StartException portTaken(String host, int port) {
        return new StartException(
                "port %d on %s is taken: stop what uses it or choose another"
                        .formatted(port, host));
    }
}
