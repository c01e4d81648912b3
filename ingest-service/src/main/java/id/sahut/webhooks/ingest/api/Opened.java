package id.sahut.webhooks.ingest.api;

import java.util.function.LongSupplier;

/// What answers requests once Kafka is there. Immutable, safe for any thread.
record Opened(
        Doorkeeper doorkeeper,
        WebhookRoutes webhooks,
        EventRoutes events,
        EventTypeRoutes eventTypes,
        LongSupplier nanoTime) {}
