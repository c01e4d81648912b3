package id.sahut.webhooks.ingest.http;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// Counts requests. Safe for any thread.
///
/// Tags come from our routes, never from what somebody sent: there are only so many series.
final class HttpMeters {

    private static final String REQUESTS = "sahut.http.requests";
    private static final String NO_ROUTE = "none";

    private final MeterRegistry meters;

    HttpMeters(MeterRegistry meters) {
        this.meters = meters;
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

    private void count(String method, String route, int status, long tookMs) {
        Timer.builder(REQUESTS)
                .tags("method", method, "route", route, "status", status / 100 + "xx")
                .register(meters)
                .record(tookMs, TimeUnit.MILLISECONDS);
    }
}
