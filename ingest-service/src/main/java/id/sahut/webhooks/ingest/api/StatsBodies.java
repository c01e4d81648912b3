package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.EndpointHealth;
import id.sahut.webhooks.ingest.history.Stats;
import id.sahut.webhooks.ingest.history.StatsQuestion;
import java.util.LinkedHashMap;
import java.util.Map;

/// Statistics and health as the API shows them. Stateless.
final class StatsBodies {

    private StatsBodies() {}

    static Map<String, Object> shown(StatsQuestion question, Stats stats) {
        var members = new LinkedHashMap<String, Object>();
        members.put("from", Times.shown(question.from()));
        members.put("to", Times.shown(question.to()));
        members.put("step_seconds", question.step().toSeconds());
        add(stats.whole(), members);
        members.put("steps", stats.steps().stream().map(StatsBodies::step).toList());
        return members;
    }

    private static Map<String, Object> step(Stats.Step step) {
        var members = new LinkedHashMap<String, Object>();
        members.put("from", Times.shown(step.from()));
        add(step, members);
        return members;
    }

    private static void add(Stats.Step step, Map<String, Object> members) {
        var attempts = new LinkedHashMap<String, Object>();
        for (AttemptResult outcome : AttemptResult.values()) {
            attempts.put(outcome.label(), step.attempts().getOrDefault(outcome, 0));
        }
        members.put("attempts", attempts);
        var deliveries = new LinkedHashMap<String, Object>();
        for (DeliveryState state : DeliveryState.values()) {
            deliveries.put(state.label(), step.deliveries().getOrDefault(state, 0));
        }
        members.put("deliveries", deliveries);
        members.put("success_rate", step.successRate().orElse(null));
        members.put("duration_ms", step.durations().map(StatsBodies::durations).orElse(null));
    }

    private static Map<String, Object> durations(Stats.Durations durations) {
        var members = new LinkedHashMap<String, Object>();
        members.put("p50", durations.p50Ms());
        members.put("p95", durations.p95Ms());
        members.put("p99", durations.p99Ms());
        return members;
    }

    static Map<String, Object> health(EndpointHealth health) {
        var members = new LinkedHashMap<String, Object>();
        switch (health) {
            case EndpointHealth.Healthy() -> members.put("state", "healthy");
            case EndpointHealth.Failing(var since, var last) -> {
                members.put("state", "failing");
                members.put("since", Times.shown(since));
                members.put("last_failure", DeliveryBodies.shown(last));
            }
        }
        return members;
    }

    /// Of a webhook that is switched off.
    static Map<String, Object> disabled() {
        return Map.of("state", "disabled");
    }
}
