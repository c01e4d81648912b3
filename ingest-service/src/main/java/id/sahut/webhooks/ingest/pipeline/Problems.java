package id.sahut.webhooks.ingest.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What of a pipeline's state needs a person. Stateless.
final class Problems {

    /// A delivery is forwarded within a second of being due; a scheduler that takes over from one
    /// that was killed needs some 20.
    private static final Duration OVERDUE = Duration.ofSeconds(60);

    private Problems() {}

    static List<PipelineState.Problem> of(
            Instant now, List<PipelineState.Group> groups, List<PipelineState.Tier> tiers) {
        var problems = new ArrayList<PipelineState.Problem>();
        for (PipelineState.Group group : groups) {
            if (group.isNeeded() && group.members().isEmpty()) {
                problems.add(new PipelineState.Problem.GroupEmpty(group.name()));
            }
        }
        for (PipelineState.Tier tier : tiers) {
            tier.nextDue()
                    .map(it -> Duration.between(it, now))
                    .filter(it -> it.compareTo(OVERDUE) > 0)
                    .ifPresent(it ->
                            problems.add(
                                    new PipelineState.Problem.TierOverdue(
                                            tier.tier(), Duration.ofSeconds(it.toSeconds()))));
        }
        return problems;
    }
}
