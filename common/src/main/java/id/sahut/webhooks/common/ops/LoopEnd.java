package id.sahut.webhooks.common.ops;

/// Thrown by a loop that ends because something is gone that it can't do without, by whoever says
/// so elsewhere: the loop's thread need not. Immutable.
public abstract class LoopEnd extends RuntimeException {

    private static final long serialVersionUID = 1;

    protected LoopEnd(String message, Throwable cause) {
        super(message, cause);
    }
}
