package id.sahut.webhooks.chaos.fault;

/// A run that could not go on.
public final class ChaosFailure extends RuntimeException {

    public ChaosFailure(String message) {
        super(message);
    }
}
