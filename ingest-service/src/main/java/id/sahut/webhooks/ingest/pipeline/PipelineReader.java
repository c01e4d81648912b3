package id.sahut.webhooks.ingest.pipeline;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.retry.RetryTier;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/// Looks once at how the pipeline stands. Confined to one thread.
final class PipelineReader implements Pipeline.Reader {

    /// How many attempts are read at most, of all partitions together.
    private static final int MOST_ATTEMPTS = 5_000;

    private static final Duration SAMPLE = Duration.ofMinutes(5);

    private final Pipeline.Wiring wiring;
    private final TopicNames topics;
    private final Positions positions;
    private final Reading firsts;
    private final Reading attempts;

    /// The topics that each group reads, in the order in which a delivery meets them.
    private record Work(String group, boolean isNeeded, List<String> topics) {}

    /// What one look learns of the logs, by partition.
    private record Logs(
            Map<String, List<TopicPartition>> partitions,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> firstTimes) {

        List<TopicPartition> of(String topic) {
            return partitions.getOrDefault(topic, List.of());
        }

        boolean isEmpty(TopicPartition partition) {
            return !firstTimes.containsKey(partition);
        }

        long lag(TopicPartition partition) {
            return isEmpty(partition) ? 0 : end(partition) - position(partition);
        }

        long end(TopicPartition partition) {
            return ends.getOrDefault(partition, 0L);
        }

        long position(TopicPartition partition) {
            return committed.getOrDefault(partition, 0L);
        }

        Optional<Instant> oldest(String topic) {
            return of(topic).stream()
                    .map(firstTimes::get)
                    .filter(Objects::nonNull)
                    .min(Long::compare)
                    .map(Instant::ofEpochMilli);
        }
    }

    PipelineReader(Pipeline.Wiring wiring) {
        this.wiring = wiring;
        this.topics = wiring.topics();
        this.positions = new Positions(wiring.kafka().admin());
        this.firsts = new Reading(wiring.kafka().firstsConsumer(), wiring.nanoTime());
        this.attempts = new Reading(wiring.kafka().scanConsumer(), wiring.nanoTime());
    }

    @Override
    public PipelineState read() throws PipelineUnknown {
        Instant now = wiring.clock().instant();
        List<Work> works = works();
        List<String> all =
                Stream.concat(
                                works.stream().flatMap(it -> it.topics.stream()),
                                Stream.of(topics.attempts()))
                        .toList();
        Map<String, List<TopicPartition>> partitions = positions.partitions(all);
        Logs logs = logs(works, partitions);
        List<PipelineState.Group> groups = groups(works, logs);
        List<PipelineState.Tier> tiers = tiers(logs, now);
        AttemptSample sample = sample(partitions, now);
        List<PipelineState.Endpoint> endpoints = sample.endpoints();
        var problems = new ArrayList<PipelineState.Problem>();
        all.stream()
                .filter(it -> !partitions.containsKey(it))
                .forEach(it -> problems.add(new PipelineState.Problem.TopicMissing(it)));
        problems.addAll(Problems.of(now, groups, tiers));
        return new PipelineState(
                now,
                new PipelineState.Flow(
                        eventsPerSecond(logs, now), sample.perSecond(), sample.over()),
                groups,
                tiers,
                AttemptSample.failing(endpoints),
                AttemptSample.slowest(endpoints),
                problems);
    }

    @Override
    public void close() {
        try (positions;
                firsts) {
            attempts.close();
        }
    }

    private List<Work> works() {
        String prefix = topics.prefix();
        return List.of(
                new Work(prefix + "fan-out", true, List.of(topics.events())),
                new Work(prefix + "dispatcher", true, List.of(topics.deliveries(), topics.due())),
                new Work(prefix + "retry-scheduler", true, topics.delays(wiring.tiers())),
                new Work(prefix + "redrive", false, List.of()));
    }

    private Logs logs(List<Work> works, Map<String, List<TopicPartition>> partitions)
            throws PipelineUnknown {
        var committed = new HashMap<TopicPartition, Long>();
        for (Work work : works) {
            if (!work.topics.isEmpty()) {
                committed.putAll(positions.committed(work.group));
            }
        }
        List<TopicPartition> read =
                works.stream()
                        .flatMap(it -> it.topics.stream())
                        .flatMap(it -> partitions.getOrDefault(it, List.of()).stream())
                        .toList();
        committed.keySet().retainAll(read);
        positions
                .beginnings(read.stream().filter(it -> !committed.containsKey(it)).toList())
                .forEach(committed::put);
        Map<TopicPartition, Long> ends = positions.ends(read);
        return new Logs(partitions, committed, ends, firstTimes(committed, ends));
    }

    /// When the first record was written that a group is not done with, where there is one.
    private Map<TopicPartition, Long> firstTimes(
            Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends)
            throws PipelineUnknown {
        var times = new HashMap<TopicPartition, Long>();
        firsts.read(
                committed,
                ends,
                record -> {
                    times.put(
                            new TopicPartition(record.topic(), record.partition()),
                            record.timestamp());
                    return false;
                });
        return times;
    }

    private List<PipelineState.Group> groups(List<Work> works, Logs logs) throws PipelineUnknown {
        Map<String, Positions.Membership> described =
                positions.groups(works.stream().map(Work::group).toList());
        return works.stream()
                .map(work -> {
                    Positions.Membership known = Objects.requireNonNull(described.get(work.group));
                    return new PipelineState.Group(
                            work.group,
                            work.isNeeded,
                            known.state(),
                            known.members(),
                            work.topics.stream().map(it -> lag(it, logs)).toList());
                })
                .toList();
    }

    private static PipelineState.Lag lag(String topic, Logs logs) {
        return new PipelineState.Lag(
                topic, logs.of(topic).stream().mapToLong(logs::lag).sum(), logs.oldest(topic));
    }

    private List<PipelineState.Tier> tiers(Logs logs, Instant now) throws PipelineUnknown {
        var dueSince = new HashMap<TopicPartition, Long>();
        for (RetryTier tier : wiring.tiers().all()) {
            long begin = now.minus(tier.delay()).toEpochMilli();
            logs.of(topics.delay(tier)).stream()
                    .filter(it -> !logs.isEmpty(it))
                    .forEach(it -> dueSince.put(it, begin));
        }
        Map<TopicPartition, Long> notYetDue = positions.since(dueSince);
        return wiring.tiers().all().stream().map(it -> tier(it, logs, notYetDue, now)).toList();
    }

    private PipelineState.Tier tier(
            RetryTier tier, Logs logs, Map<TopicPartition, Long> notYetDue, Instant now) {
        List<TopicPartition> partitions = logs.of(topics.delay(tier));
        Optional<Instant> nextDue =
                logs.oldest(topics.delay(tier)).map(it -> it.plus(tier.delay()));
        long overdue =
                nextDue.filter(it -> it.isBefore(now)).isEmpty()
                        ? 0
                        : overdue(partitions, logs, notYetDue);
        return new PipelineState.Tier(
                tier.label(), partitions.stream().mapToLong(logs::lag).sum(), nextDue, overdue);
    }

    private static long overdue(
            Collection<TopicPartition> partitions, Logs logs, Map<TopicPartition, Long> notYetDue) {
        return partitions.stream()
                .filter(it -> !logs.isEmpty(it))
                .mapToLong(it -> {
                    long end = logs.end(it);
                    return Math.min(notYetDue.getOrDefault(it, end), end) - logs.position(it);
                })
                .filter(it -> it > 0)
                .sum();
    }

    private double eventsPerSecond(Logs logs, Instant now) throws PipelineUnknown {
        long begin = now.minus(AttemptSample.FLOW).toEpochMilli();
        var times = new HashMap<TopicPartition, Long>();
        logs.of(topics.events()).forEach(it -> times.put(it, begin));
        Map<TopicPartition, Long> since = positions.since(times);
        long published =
                since.entrySet().stream()
                        .mapToLong(it -> Math.max(0, logs.end(it.getKey()) - it.getValue()))
                        .sum();
        return published * 1.0 / AttemptSample.FLOW.toSeconds();
    }

    private AttemptSample sample(Map<String, List<TopicPartition>> partitions, Instant now)
            throws PipelineUnknown {
        List<TopicPartition> wanted = partitions.getOrDefault(topics.attempts(), List.of());
        var sample = new AttemptSample(now);
        if (wanted.isEmpty()) {
            return sample;
        }
        var times = new HashMap<TopicPartition, Long>();
        wanted.forEach(it -> times.put(it, now.minus(SAMPLE).toEpochMilli()));
        Map<TopicPartition, Long> ends = positions.ends(wanted);
        var from = new HashMap<TopicPartition, Long>();
        var cut = new HashSet<TopicPartition>();
        positions
                .since(times)
                .forEach((partition, offset) -> {
                    long earliest =
                            ends.getOrDefault(partition, 0L) - MOST_ATTEMPTS / wanted.size();
                    from.put(partition, Math.max(offset, earliest));
                    if (earliest > offset) {
                        cut.add(partition);
                    }
                });
        attempts.read(
                from,
                ends,
                record -> {
                    var partition = new TopicPartition(record.topic(), record.partition());
                    Instant writtenAt = Instant.ofEpochMilli(record.timestamp());
                    if (cut.remove(partition)) { // its first record
                        sample.lacksWhatIsBefore(writtenAt);
                    }
                    if (record.value() != null) {
                        AttemptRecord.read(record.value())
                                .ifPresent(it -> sample.add(writtenAt, it));
                    }
                    return true;
                });
        return sample;
    }
}
