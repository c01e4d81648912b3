package id.sahut.webhooks.ingest.history;

/// How deliveries that were sent again have ended so far. Immutable.
public record Fates(long delivered, long failed) {}
