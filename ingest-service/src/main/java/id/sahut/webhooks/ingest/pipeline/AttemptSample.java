package id.sahut.webhooks.ingest.pipeline;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Attempts of late, and what they say of the flow and of endpoints. Confined to one thread.
final class AttemptSample {

    /// What the flow is counted over where everything was read.
    static final Duration FLOW = Duration.ofSeconds(30);

    private static final int LISTED = 10;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Set<String> NO_FAILURES = Set.of("delivered", "cancelled");

    private final Instant now;
    private final List<Seen> seen = new ArrayList<>();
    private Instant wholeSince = Instant.MIN;

    private record Seen(Instant writtenAt, AttemptRecord attempt) {}

    AttemptSample(Instant now) {
        this.now = now;
    }

    static boolean isFailure(String outcome) {
        return !NO_FAILURES.contains(outcome);
    }

    void add(Instant writtenAt, AttemptRecord attempt) {
        if (WebhookId.isWellFormed(attempt.webhookId())) {
            seen.add(new Seen(writtenAt, attempt));
        }
    }

    /// What was written earlier is not all here.
    void lacksWhatIsBefore(Instant time) {
        wholeSince = time.isAfter(wholeSince) ? time : wholeSince;
    }

    /// What the flow is counted over: 30 s, or what there is all of.
    Duration over() {
        Instant begin = now.minus(FLOW);
        Duration whole = Duration.between(wholeSince.isAfter(begin) ? wholeSince : begin, now);
        return whole.compareTo(SHORTEST) < 0 ? SHORTEST : whole;
    }

    SortedMap<String, Double> perSecond() {
        Duration over = over();
        Instant begin = now.minus(over);
        Map<String, Long> counts =
                seen.stream()
                        .filter(it -> !it.writtenAt.isBefore(begin))
                        .collect(
                                Collectors.groupingBy(
                                        it -> it.attempt.outcome(), Collectors.counting()));
        var perSecond = new TreeMap<String, Double>();
        counts.forEach(
                (outcome, count) -> perSecond.put(outcome, count * 1000.0 / over.toMillis()));
        return perSecond;
    }

    /// Of every webhook that there are attempts of.
    List<PipelineState.Endpoint> endpoints() {
        Map<String, List<Seen>> byWebhook =
                seen.stream().collect(Collectors.groupingBy(it -> it.attempt.webhookId()));
        return byWebhook.entrySet().stream()
                .map(it -> endpoint(new WebhookId(it.getKey()), it.getValue()))
                .toList();
    }

    /// The most failures first.
    static List<PipelineState.Endpoint> failing(List<PipelineState.Endpoint> all) {
        return most(all.stream().filter(it -> it.failed() > 0), PipelineState.Endpoint::failed);
    }

    /// The longest first.
    static List<PipelineState.Endpoint> slowest(List<PipelineState.Endpoint> all) {
        return most(all.stream(), it -> it.p95().toMillis());
    }

    private static List<PipelineState.Endpoint> most(
            Stream<PipelineState.Endpoint> endpoints,
            ToLongFunction<PipelineState.Endpoint> order) {
        return endpoints
                .sorted(
                        Comparator.comparingLong(order)
                                .reversed()
                                .thenComparing(it -> it.webhook().value()))
                .limit(LISTED)
                .toList();
    }

    private static PipelineState.Endpoint endpoint(WebhookId webhook, List<Seen> attempts) {
        var outcomes = new TreeMap<String, Integer>();
        attempts.forEach(it -> outcomes.merge(it.attempt.outcome(), 1, Integer::sum));
        return new PipelineState.Endpoint(
                webhook,
                attempts.stream()
                        .flatMap(it -> Optional.ofNullable(it.attempt.workspaceId()).stream())
                        .findFirst(),
                outcomes,
                p95(attempts),
                attempts.stream()
                        .filter(it -> isFailure(it.attempt.outcome()))
                        .max(Comparator.comparing(Seen::writtenAt))
                        .map(it -> it.attempt.detail()));
    }

    private static Duration p95(List<Seen> attempts) {
        long[] took = attempts.stream().mapToLong(it -> it.attempt.tookMs()).sorted().toArray();
        int index = (int) Math.ceil(took.length * 0.95) - 1;
        return Duration.ofMillis(Math.max(0, took[index]));
    }
}
