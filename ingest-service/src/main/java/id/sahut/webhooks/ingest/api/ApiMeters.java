package id.sahut.webhooks.ingest.api;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// Counts requests. Safe for any thread.
///
/// Tags come from our routes, never from what somebody sent: there are only so many series.
final class ApiMeters {

    private static final String REQUESTS = "sahut.http.requests";
    private static final String NO_ROUTE = "none";

    private final MeterRegistry meters;
    private final Counter limitedKeys;
    private final Counter limitedOrigins;
    private final Counter rejectedKeys;

    ApiMeters(MeterRegistry meters) {
        this.meters = meters;
        this.limitedKeys = meters.counter("sahut.http.rate.limited", "limit", "key");
        this.limitedOrigins = meters.counter("sahut.http.rate.limited", "limit", "wrong_keys");
        this.rejectedKeys = meters.counter("sahut.http.keys.rejected");
    }

    void answered(Context context, long tookMs) {
        Endpoint route = context.endpoints().matchedHttpEndpoint();
        count(
                route == null ? NO_ROUTE : route.method.name(),
                route == null ? NO_ROUTE : route.path,
                context.statusCode(),
                tookMs);
    }

    /// A request that never got as far as our routes.
    void refused(int status) {
        count(NO_ROUTE, NO_ROUTE, status, 0);
    }

    /// A key was used more often than its plan allows.
    void limitedKey() {
        limitedKeys.increment();
    }

    /// An address showed more wrong keys than it may.
    void limitedOrigin() {
        limitedOrigins.increment();
    }

    /// A key was shown that is none, or revoked.
    void rejectedKey() {
        rejectedKeys.increment();
    }

    private void count(String method, String route, int status, long tookMs) {
        Timer.builder(REQUESTS)
                .tags("method", method, "route", route, "status", status / 100 + "xx")
                .register(meters)
                .record(tookMs, TimeUnit.MILLISECONDS);
    }
}
