package id.sahut.webhooks.common.ops;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What operators ask a service over HTTP: `/health/live`, `/health/ready`, `/metrics`. Stateless.
public final class OpsRoutes {

    private OpsRoutes() {}

    /// Adds the routes to a server that is being configured.
    public static void addTo(JavalinConfig server, Health health, PrometheusMeterRegistry meters) {
        health.bindTo(meters);
        server.routes.get("/health/live", context -> answer(context, health.liveness()));
        server.routes.get("/health/ready", context -> ready(context, health));
        server.routes.get(
                "/metrics",
                context ->
                        context.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(meters.scrape()));
    }

    /// What the process can do without is told, and does not count.
    private static void ready(Context context, Health health) {
        Health.Report extras = health.extras();
        Health.Report readiness = health.readiness();
        if (!readiness.isWell() || extras.isWell()) {
            answer(context, readiness);
            return;
        }
        answer(context, 200, "degraded", extras.problems());
    }

    private static void answer(Context context, Health.Report report) {
        answer(
                context,
                report.isWell() ? 200 : 503,
                report.isWell() ? "ok" : "failing",
                report.problems());
    }

    private static void answer(
            Context context, int code, String status, Map<String, String> problems) {
        var body = new LinkedHashMap<String, Object>();
        body.put("status", status);
        body.put("problems", problems);
        context.status(code)
                .contentType("application/json")
                .result(JsonMapper.shared().writeValueAsBytes(body));
    }
}
