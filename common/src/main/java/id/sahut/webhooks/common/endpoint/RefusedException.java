package id.sahut.webhooks.common.endpoint;

/// Leaves the parser at the first thing that is wrong; never leaves this package.
final class RefusedException extends Exception {

    private final EndpointCheck.Reason reason;

    RefusedException(EndpointCheck.Reason reason) {
        super(reason.key(), null, false, false);
        this.reason = reason;
    }

    EndpointCheck.Reason reason() {
        return reason;
    }
}
