package id.sahut.webhooks.common.ops;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import tools.jackson.databind.json.JsonMapper;

/// What operators ask a service over HTTP: `/health/live`, `/health/ready`, `/metrics`. Stateless.
public final class OpsRoutes {

    private OpsRoutes() {}

    /// Adds the routes to a server that is being configured.
    public static void addTo(JavalinConfig server, Health health, PrometheusMeterRegistry meters) {
        server.routes.get("/health/live", context -> answer(context, health.liveness()));
        server.routes.get("/health/ready", context -> answer(context, health.readiness()));
        server.routes.get(
                "/metrics",
                context ->
                        context.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(meters.scrape()));
    }

    private static void answer(Context context, Health.Report report) {
        var body = new LinkedHashMap<String, Object>();
        body.put("status", report.isWell() ? "ok" : "failing");
        body.put("problems", report.problems());
        context.status(report.isWell() ? 200 : 503)
                .contentType("application/json")
                .result(JsonMapper.shared().writeValueAsBytes(body));
    }
}
