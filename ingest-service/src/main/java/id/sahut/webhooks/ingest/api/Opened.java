package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.limit.Origins;
import java.util.function.LongSupplier;

/// What answers requests once Kafka is there. Immutable, safe for any thread.
record Opened(
        Doorkeeper doorkeeper,
        Origins origins,
        WebhookRoutes webhooks,
        EventRoutes events,
        EventTypeRoutes eventTypes,
        ApiKeyRoutes apiKeys,
        LongSupplier nanoTime) {}
