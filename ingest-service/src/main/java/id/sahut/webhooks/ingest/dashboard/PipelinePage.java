package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.pipeline.PipelineState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the template of the pipeline is about, which is also an answer by itself: htmx asks for it
/// anew. Immutable.
///
/// @param shown empty when Kafka does not say how the pipeline stands
record PipelinePage(Frame frame, Optional<Shown> shown) {

    private static final String NONE = "–";

    /// @param failing and `slowest`: endpoints of any workspace
    record Shown(
            Moment at,
            List<String> problems,
            List<Figure> figures,
            List<Outcome> outcomes,
            List<Stage> stages,
            List<Tier> tiers,
            List<Endpoint> failing,
            List<Endpoint> slowest,
            List<Process> processes) {}

    /// A number and what it counts.
    record Figure(String word, String number) {}

    /// How many attempts a second come to this.
    record Outcome(StateSign sign, String perSecond) {}

    /// A group, and what it has not done yet.
    record Stage(
            String name, StateSign sign, String members, String lag, Optional<Moment> oldest) {}

    /// What waits in a tier.
    record Tier(
            String name, String parked, Optional<Moment> nextDue, String overdue, boolean isLate) {}

    /// What was attempted of late at an endpoint.
    ///
    /// @param host empty when its webhook is no longer there
    record Endpoint(
            String webhook,
            String workspace,
            String host,
            String attempts,
            String failed,
            String p95,
            String lastFailure) {}

    /// A process's part in a group.
    record Process(String client, String host, String group, List<Owned> owns) {}

    /// Partitions of a topic, such as `0-3, 7`.
    record Owned(String topic, String partitions) {}

    /// @param host of an endpoint's webhook, if that is still there
    static PipelinePage of(
            Frame frame,
            PipelineState state,
            Function<PipelineState.Endpoint, Optional<String>> host) {
        var words = new Wording(frame.texts(), state.at(), host);
        return new PipelinePage(
                frame,
                Optional.of(
                        new Shown(
                                Moment.toTheSecond(state.at(), frame.texts()),
                                state.problems().stream().map(words::problem).toList(),
                                words.figures(state),
                                words.outcomes(state),
                                state.groups().stream().map(words::stage).toList(),
                                state.tiers().stream().map(words::tier).toList(),
                                state.failing().stream().map(words::endpoint).toList(),
                                state.slowest().stream().map(words::endpoint).toList(),
                                state.groups().stream()
                                        .flatMap(group ->
                                                group.members().stream()
                                                        .map(it -> process(group, it)))
                                        .toList())));
    }

    private static Process process(PipelineState.Group group, PipelineState.Member member) {
        return new Process(
                member.client(),
                member.host(),
                group.name(),
                member.ranges().entrySet().stream()
                        .map(it -> new Owned(it.getKey(), it.getValue()))
                        .toList());
    }

    /// Puts it in a language's words.
    private record Wording(
            Texts texts, Instant now, Function<PipelineState.Endpoint, Optional<String>> host) {

        String problem(PipelineState.Problem problem) {
            return switch (problem) {
                case PipelineState.Problem.TopicMissing(String topic) ->
                        texts.get("pipeline.problem.topic", topic);
                case PipelineState.Problem.GroupEmpty(String group) ->
                        texts.get("pipeline.problem.group", group);
                case PipelineState.Problem.TierOverdue(String tier, var by) ->
                        texts.get("pipeline.problem.tier", tier, Moment.precisely(by, texts));
            };
        }

        List<Figure> figures(PipelineState state) {
            long parked = state.tiers().stream().mapToLong(PipelineState.Tier::parked).sum();
            return List.of(
                    figure("events", perSecond(state.flow().eventsPerSecond())),
                    figure("attempts", perSecond(state.flow().allAttemptsPerSecond())),
                    figure("parked", texts.number(parked)),
                    figure(
                            "overdue",
                            texts.number(
                                    state.tiers().stream()
                                            .mapToLong(PipelineState.Tier::overdue)
                                            .sum())));
        }

        List<Outcome> outcomes(PipelineState state) {
            return state.flow().attemptsPerSecond().entrySet().stream()
                    .flatMap(it ->
                            AttemptResult.labelled(it.getKey()).stream()
                                    .map(result ->
                                            new Outcome(
                                                    StateSign.of(result, texts),
                                                    perSecond(it.getValue()))))
                    .toList();
        }

        Stage stage(PipelineState.Group group) {
            return new Stage(
                    group.name(),
                    sign(group),
                    texts.number(group.members().size()),
                    group.lags().isEmpty() ? NONE : texts.number(group.lag()),
                    group.oldest().map(it -> Moment.ago(it, now, texts)));
        }

        Tier tier(PipelineState.Tier tier) {
            return new Tier(
                    tier.tier(),
                    texts.number(tier.parked()),
                    tier.nextDue().map(it -> Moment.coming(it, now, texts)),
                    texts.number(tier.overdue()),
                    tier.overdue() > 0);
        }

        Endpoint endpoint(PipelineState.Endpoint endpoint) {
            return new Endpoint(
                    endpoint.webhook().value(),
                    endpoint.workspace().orElse(NONE),
                    host.apply(endpoint).orElse(NONE),
                    texts.number(endpoint.attempts()),
                    texts.number(endpoint.failed()),
                    texts.number(endpoint.p95().toMillis()) + " ms",
                    endpoint.lastFailure().orElse(""));
        }

        private StateSign sign(PipelineState.Group group) {
            if (!group.members().isEmpty()) {
                return new StateSign("good", "check", texts.get("pipeline.at-work"));
            }
            return group.isNeeded()
                    ? new StateSign("bad", "cross", texts.get("pipeline.nobody"))
                    : new StateSign("off", "dots", texts.get("pipeline.nobody"));
        }

        private Figure figure(String what, String number) {
            return new Figure(texts.get("pipeline.figure." + what), number);
        }

        private String perSecond(double number) {
            return String.format(texts.language().locale(), "%,.1f/s", number);
        }
    }
}
