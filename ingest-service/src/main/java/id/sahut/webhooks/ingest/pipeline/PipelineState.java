package id.sahut.webhooks.ingest.pipeline;

import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How the pipeline stood at one moment, as Kafka had it. Immutable.
///
/// @param at when it was looked
/// @param groups those that do the work, in the order in which a delivery meets them
/// @param tiers the shortest first
/// @param failing the endpoints with the most failed attempts of late, ten at most
/// @param slowest the endpoints whose attempts took longest of late, ten at most
/// @param problems what needs a person; none when all is well
public record PipelineState(
        Instant at,
        Flow flow,
        List<Group> groups,
        List<Tier> tiers,
        List<Endpoint> failing,
        List<Endpoint> slowest,
        List<Problem> problems) {

    public PipelineState {
        groups = List.copyOf(groups);
        tiers = List.copyOf(tiers);
        failing = List.copyOf(failing);
        slowest = List.copyOf(slowest);
        problems = List.copyOf(problems);
    }

    /// Something that does not mend itself.
    public sealed interface Problem {

        /// A topic that every service needs is not there.
        record TopicMissing(String topic) implements Problem {}

        /// No process is in a group without which deliveries stand still.
        record GroupEmpty(String group) implements Problem {}

        /// What waits in a tier should have gone on a minute ago, or earlier.
        record TierOverdue(String tier, Duration by) implements Problem {}
    }

    /// How much goes through.
    ///
    /// @param eventsPerSecond published, over the last 30 s
    /// @param attemptsPerSecond by outcome, such as `delivered`; of those that are there
    /// @param over the time that the attempts are counted over: 30 s, or less where so many were
    ///   made that not all were read
    public record Flow(
            double eventsPerSecond, SortedMap<String, Double> attemptsPerSecond, Duration over) {

        /// Of any outcome.
        public double allAttemptsPerSecond() {
            return attemptsPerSecond.values().stream().mapToDouble(it -> it).sum();
        }
    }

    /// A consumer group.
    ///
    /// @param name such as `sahut.dispatcher`
    /// @param isNeeded whether deliveries stand still without it
    /// @param state Kafka's word, such as `Stable` or `Empty`
    public record Group(
            String name, boolean isNeeded, String state, List<Member> members, List<Lag> lags) {

        public long lag() {
            return lags.stream().mapToLong(Lag::records).sum();
        }

        /// When the record was written that has waited longest.
        public Optional<Instant> oldest() {
            return lags.stream().flatMap(it -> it.oldest().stream()).min(Instant::compareTo);
        }
    }

    /// A process's part in a group.
    ///
    /// @param client its instance id, or else its client's
    /// @param host where it is, as Kafka sees it
    /// @param owns partitions, by topic
    public record Member(String client, String host, SortedMap<String, List<Integer>> owns) {

        /// What it owns for people: numbers that follow each other are a range, as in `0-3, 7`.
        public SortedMap<String, String> ranges() {
            var ranges = new TreeMap<String, String>();
            owns.forEach((topic, partitions) -> ranges.put(topic, ranges(partitions)));
            return ranges;
        }

        private static String ranges(List<Integer> numbers) {
            List<Integer> sorted = numbers.stream().sorted().toList();
            var ranges = new ArrayList<String>();
            for (int first = 0; first < sorted.size(); ) {
                int last = first;
                while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
                    last++;
                }
                ranges.add(
                        first == last
                                ? sorted.get(first).toString()
                                : "%d-%d".formatted(sorted.get(first), sorted.get(last)));
                first = last + 1;
            }
            return String.join(", ", ranges);
        }
    }

    /// What a group has not done yet of a topic.
    ///
    /// @param records not yet done with; where transactions wrote them their markers are counted,
    ///   too, unless there is nothing else
    /// @param oldest when the first of them was written
    public record Lag(String topic, long records, Optional<Instant> oldest) {}

    /// What waits in a retry tier.
    ///
    /// @param tier such as `30s`
    /// @param parked how many wait, as [Lag#records]
    /// @param nextDue when the first of them may go on
    /// @param overdue how many of them could have gone on already
    public record Tier(String tier, long parked, Optional<Instant> nextDue, long overdue) {}

    /// What was attempted of late at a webhook's endpoint.
    ///
    /// @param workspace as its attempts name it
    /// @param outcomes how many attempts, by outcome
    /// @param p95 of what they took
    /// @param lastFailure in words
    public record Endpoint(
            WebhookId webhook,
            Optional<String> workspace,
            Map<String, Integer> outcomes,
            Duration p95,
            Optional<String> lastFailure) {

        public int attempts() {
            return outcomes.values().stream().mapToInt(it -> it).sum();
        }

        public int failed() {
            return outcomes.entrySet().stream()
                    .filter(it -> AttemptSample.isFailure(it.getKey()))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }
    }
}
