package id.sahut.webhooks.standalone.status;

import id.sahut.webhooks.ingest.pipeline.PipelineState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A pipeline's state as one line of JSON, for programs. Stateless.
final class StatusJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private StatusJson() {}

    static String of(PipelineState state) {
        ObjectNode all = JSON.createObjectNode();
        all.put("at", state.at().toString());
        ArrayNode problems = all.putArray("problems");
        state.problems().forEach(it -> problems.add(StatusText.problem(it)));
        all.put("events_per_second", state.flow().eventsPerSecond());
        ObjectNode attempts = all.putObject("attempts_per_second");
        state.flow().attemptsPerSecond().forEach(attempts::put);
        ArrayNode groups = all.putArray("groups");
        state.groups().forEach(it -> put(it, state.at(), groups.addObject()));
        ArrayNode tiers = all.putArray("tiers");
        state.tiers().forEach(it -> put(it, tiers.addObject()));
        put(state.failing(), all.putArray("failing_endpoints"));
        put(state.slowest(), all.putArray("slowest_endpoints"));
        return JSON.writeValueAsString(all);
    }

    private static void put(PipelineState.Group group, Instant now, ObjectNode into) {
        into.put("group", group.name());
        into.put("state", group.state());
        ArrayNode lags = into.putArray("topics");
        for (PipelineState.Lag lag : group.lags()) {
            ObjectNode one = lags.addObject();
            one.put("topic", lag.topic());
            one.put("not_done", lag.records());
            Optional<Double> seconds =
                    lag.oldest().map(it -> Duration.between(it, now).toMillis() / 1000.0);
            one.put("oldest_seconds", seconds.orElse(null));
        }
        ArrayNode members = into.putArray("members");
        for (PipelineState.Member member : group.members()) {
            ObjectNode one = members.addObject();
            one.put("client", member.client());
            one.put("host", member.host());
            ObjectNode owns = one.putObject("owns");
            for (Map.Entry<String, List<Integer>> topic : member.owns().entrySet()) {
                ArrayNode partitions = owns.putArray(topic.getKey());
                topic.getValue().forEach(partitions::add);
            }
        }
    }

    private static void put(PipelineState.Tier tier, ObjectNode into) {
        into.put("tier", tier.tier());
        into.put("parked", tier.parked());
        into.put("overdue", tier.overdue());
        into.put("next_due_at", tier.nextDue().map(Instant::toString).orElse(null));
    }

    private static void put(List<PipelineState.Endpoint> endpoints, ArrayNode into) {
        for (PipelineState.Endpoint endpoint : endpoints) {
            ObjectNode one = into.addObject();
            one.put("webhook_id", endpoint.webhook().value());
            one.put("workspace_id", endpoint.workspace().orElse(null));
            one.put("attempts", endpoint.attempts());
            one.put("failed", endpoint.failed());
            ObjectNode outcomes = one.putObject("outcomes");
            endpoint.outcomes().forEach(outcomes::put);
            one.put("p95_ms", endpoint.p95().toMillis());
            one.put("last_failure", endpoint.lastFailure().orElse(null));
        }
    }
}
