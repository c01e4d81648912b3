package id.sahut.webhooks.ingest.history;

import java.time.Instant;

/// How an endpoint does. Immutable.
public sealed interface EndpointHealth {

    /// One of its latest attempts succeeded, or there were none.
    record Healthy() implements EndpointHealth {}

    /// None of its latest five attempts succeeded.
    ///
    /// @param since when the first attempt failed after the last that succeeded
    /// @param last the latest of them
    record Failing(Instant since, RecordedAttempt last) implements EndpointHealth {}
}
