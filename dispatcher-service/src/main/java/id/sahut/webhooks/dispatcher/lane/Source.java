package id.sahut.webhooks.dispatcher.lane;

/// Where a delivery comes from. Immutable.
public enum Source {
    /// Just fanned out: nobody has waited for anything yet.
    FRESH,
    /// Back from a delay tier.
    DUE
}
