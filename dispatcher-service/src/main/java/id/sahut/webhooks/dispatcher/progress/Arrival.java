package id.sahut.webhooks.dispatcher.progress;

/// What a record that was just read means for its partition's progress. Immutable.
public enum Arrival {
    /// It is to be delivered.
    NEW,
    /// It had ended before the partition came to us.
    ALREADY_COMPLETE,
    /// There is no room to keep track of it yet: read it again later.
    BEYOND_SPAN
}
