package id.sahut.webhooks.bench.machine;

/// A process of a run did not do what it is for; the run can't go on.
public final class ChildFailure extends RuntimeException {

    public ChildFailure(String message) {
        super(message);
    }
}
