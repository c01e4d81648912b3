package id.sahut.webhooks.bench.load;

/// Which endpoints of a fleet do not do their part, and how. Immutable.
///
/// @param group how they behave, in the sink's words; the others answer at once
/// @param every one in so many does so, beginning with the first; 0 for none
public record Bad(String group, int every) {

    public static final String HEALTHY = "ok";
    public static final Bad NONE = new Bad(HEALTHY, 0);

    public boolean includes(int webhook) {
        return every > 0 && webhook % every == 0;
    }

    /// Where an endpoint is at the sink.
    public String path(int webhook) {
        return (includes(webhook) ? group : HEALTHY) + "/" + webhook;
    }
}
