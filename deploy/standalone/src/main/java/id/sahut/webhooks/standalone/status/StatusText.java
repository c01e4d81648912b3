package id.sahut.webhooks.standalone.status;

import id.sahut.webhooks.ingest.pipeline.PipelineState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A pipeline's state on one screen, 100 columns wide at most. Stateless.
final class StatusText {

    private static final int WIDTH = 100;
    private static final int ENDPOINTS = 5;
    private static final String NONE = "-";

    private StatusText() {}

    static List<String> of(PipelineState state) {
        var lines = new ArrayList<String>();
        lines.add("as of " + state.at().truncatedTo(ChronoUnit.SECONDS));
        lines.add("");
        if (state.problems().isEmpty()) {
            lines.add("all is well");
        }
        state.problems().forEach(it -> lines.add("PROBLEM: " + problem(it)));
        lines.add("");
        lines.add(
                "events %s   attempts %s"
                        .formatted(
                                perSecond(state.flow().eventsPerSecond()), attempts(state.flow())));
        lines.add("");
        groups(state, lines);
        lines.add("");
        tiers(state, lines);
        endpoints("most failing endpoints", state.failing(), lines);
        endpoints("slowest endpoints", state.slowest(), lines);
        owners(state, lines);
        return lines.stream().map(StatusText::cut).toList();
    }

    static String problem(PipelineState.Problem problem) {
        return switch (problem) {
            case PipelineState.Problem.TopicMissing(String topic) ->
                    "the topic %s is missing; run: sahut topics apply".formatted(topic);
            case PipelineState.Problem.GroupEmpty(String group) ->
                    "nobody is in the group %s: what it does stands still".formatted(group);
            case PipelineState.Problem.TierOverdue(String tier, Duration by) ->
                    "what waits in the tier %s is overdue by %s".formatted(tier, text(by));
        };
    }

    /// In its two largest units, such as `3 m 20 s`.
    static String text(Duration duration) {
        if (duration.toDays() > 0) {
            return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return "%d h %d m".formatted(duration.toHours(), duration.toMinutesPart());
        }
        if (duration.toMinutes() > 0) {
            return "%d m %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        return duration.toSeconds() > 0
                ? duration.toSeconds() + " s"
                : Math.max(0, duration.toMillis()) + " ms";
    }

    private static void groups(PipelineState state, List<String> lines) {
        lines.add(
                "%-28s %8s %-36s %12s  %s"
                        .formatted("group", "members", "topic", "not done", "oldest"));
        for (PipelineState.Group group : state.groups()) {
            String name = group.name();
            String members = Integer.toString(group.members().size());
            if (group.lags().isEmpty()) {
                lines.add("%-28s %8s %-36s %12s  %s".formatted(name, members, NONE, NONE, NONE));
            }
            for (PipelineState.Lag lag : group.lags()) {
                lines.add(
                        "%-28s %8s %-36s %12s  %s"
                                .formatted(
                                        name,
                                        members,
                                        lag.topic(),
                                        number(lag.records()),
                                        lag.oldest()
                                                .map(it -> text(Duration.between(it, state.at())))
                                                .orElse(NONE)));
                name = "";
                members = "";
            }
        }
    }

    private static void tiers(PipelineState state, List<String> lines) {
        lines.add("%-8s %12s %12s  %s".formatted("tier", "wait", "overdue", "next due"));
        for (PipelineState.Tier tier : state.tiers()) {
            lines.add(
                    "%-8s %12s %12s  %s"
                            .formatted(
                                    tier.tier(),
                                    number(tier.parked()),
                                    number(tier.overdue()),
                                    due(tier.nextDue(), state.at())));
        }
    }

    private static String due(Optional<Instant> due, Instant now) {
        return due.map(
                        it -> {
                            Duration left = Duration.between(now, it);
                            return left.isNegative()
                                    ? text(left.negated()) + " ago"
                                    : "in " + text(left);
                        })
                .orElse(NONE);
    }

    private static void endpoints(
            String title, List<PipelineState.Endpoint> endpoints, List<String> lines) {
        if (endpoints.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(
                "%-32s %9s %7s %9s  %s"
                        .formatted(title, "attempts", "failed", "p95 ms", "last failure"));
        endpoints.stream()
                .limit(ENDPOINTS)
                .forEach(it ->
                        lines.add(
                                "%-32s %9s %7s %9s  %s"
                                        .formatted(
                                                it.webhook().value(),
                                                number(it.attempts()),
                                                number(it.failed()),
                                                number(it.p95().toMillis()),
                                                it.lastFailure().orElse(NONE))));
    }

    private static void owners(PipelineState state, List<String> lines) {
        lines.add("");
        lines.add("%-44s %-16s %s".formatted("process", "host", "owns"));
        for (PipelineState.Group group : state.groups()) {
            for (PipelineState.Member member : group.members()) {
                lines.add(
                        "%-44s %-16s %s"
                                .formatted(
                                        member.client(),
                                        member.host(),
                                        member.ranges().entrySet().stream()
                                                .map(it -> it.getKey() + " " + it.getValue())
                                                .collect(Collectors.joining("; "))));
            }
        }
    }

    private static String attempts(PipelineState.Flow flow) {
        String all = perSecond(flow.allAttemptsPerSecond());
        return flow.attemptsPerSecond().isEmpty()
                ? all
                : all
                        + flow.attemptsPerSecond().entrySet().stream()
                                .map(StatusText::outcome)
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String outcome(Map.Entry<String, Double> outcome) {
        return "%s %s".formatted(outcome.getKey(), perSecond(outcome.getValue()));
    }

    private static String perSecond(double number) {
        return String.format(Locale.ROOT, "%,.1f/s", number);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// What others wrote may have control characters, too.
    private static String cut(String line) {
        String clean = line.replaceAll("\\p{Cntrl}", " ").stripTrailing();
        return clean.length() <= WIDTH ? clean : clean.substring(0, WIDTH - 1) + "…";
    }
}
