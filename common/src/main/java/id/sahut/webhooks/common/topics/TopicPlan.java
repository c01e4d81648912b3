package id.sahut.webhooks.common.topics;

import id.sahut.webhooks.common.retry.RetryTiers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How the topics should be: what `sahut topics apply` makes and services insist on. Immutable.
///
/// A setting is in here because something rests on it; where a larger or smaller value serves as
/// well, an operator's own is left alone.
public final class TopicPlan {

    /// Over how many partitions webhooks are spread. Not to be changed: a webhook whose partition
    /// changed would have an older record elsewhere that compaction keeps, and that a reader may
    /// take for its latest.
    public static final int WEBHOOK_PARTITIONS = 3;

    /// The same of `sahut.idempotency-keys`.
    public static final int IDEMPOTENCY_KEY_PARTITIONS = 3;

    /// The same of `sahut.recoveries`, by webhook.
    public static final int RECOVERY_PARTITIONS = 3;

    private static final int PARTITIONS = 12;
    private static final int FEW_PARTITIONS = 3;

    /// What producers may publish, well over the largest event that is delivered, so that a too
    /// large one can be rejected with its reason.
    private static final int MAX_EVENT_BYTES = 2 * 1024 * 1024;

    /// A record of ours: any event with our headers around it.
    private static final int MAX_RECORD_BYTES = 3 * 1024 * 1024;

    private static final Duration OF_EVENTS = Duration.ofDays(7);
    private static final Duration OF_DELIVERIES = Duration.ofDays(3);
    private static final Duration OF_DEAD_LETTERS = Duration.ofDays(30);
    private static final Duration OF_IDEMPOTENCY_KEYS = Duration.ofDays(1);

    /// A segment is kept until its last record is too old: so a short one keeps retention honest.
    private static final Duration SEGMENT = Duration.ofHours(12);

    private static final Duration DELAY_SEGMENT = Duration.ofMinutes(30);

    /// What is read whole at every start must not hold much more than a day.
    private static final Duration IDEMPOTENCY_SEGMENT = Duration.ofHours(1);

    /// The first record of a key counts, and compaction keeps the last: so it waits until whoever
    /// lost a race for a key has put the winner's record behind its own.
    private static final Duration IDEMPOTENCY_RACE = Duration.ofMinutes(10);

    /// How long a reader may be away and still learn that something was deleted; and the longest
    /// that a deleted webhook's secret stays on a disk.
    private static final Duration TOMBSTONES = Duration.ofDays(7);

    private final List<TopicSpec> topics;

    private TopicPlan(List<TopicSpec> topics) {
        this.topics = topics;
    }

    public static TopicPlan of(TopicNames names, RetryTiers tiers) {
        var topics = new ArrayList<TopicSpec>();
        topics.add(events(names.events()));
        topics.add(ours(names.eventsRejected(), FEW_PARTITIONS, false, OF_DEAD_LETTERS));
        topics.add(compacted(names.webhooks(), WEBHOOK_PARTITIONS));
        topics.add(compacted(names.apiKeys(), 1));
        topics.add(idempotencyKeys(names.idempotencyKeys()));
        topics.add(deliveries(names.deliveries()));
        topics.add(deliveries(names.due()));
        names.delays(tiers).forEach(name -> topics.add(delay(name)));
        topics.add(ours(names.expired(), PARTITIONS, false, OF_DEAD_LETTERS));
        topics.add(ours(names.attempts(), PARTITIONS, true, OF_EVENTS));
        // For longer than anything that a history could be made anew from.
        topics.add(ours(names.erasures(), PARTITIONS, false, OF_DEAD_LETTERS));
        topics.add(recoveries(names.recoveries()));
        return new TopicPlan(List.copyOf(topics));
    }

    public List<String> names() {
        return topics.stream().map(TopicSpec::name).toList();
    }

    /// The plan as Strimzi `KafkaTopic` resources, for clusters whose topics are kept that way.
    ///
    /// @param cluster the name of Strimzi's `Kafka` resource
    /// @param brokers how many brokers it has
    public String strimzi(String cluster, int brokers) {
        return StrimziTopics.yaml(topics, cluster, Replication.on(brokers));
    }

    List<TopicSpec> topics() {
        return topics;
    }

    /// What would have to happen for `actual` to be as planned, in the plan's order.
    List<TopicChange> changesTo(ClusterTopics actual) {
        var replication = Replication.on(actual.brokers());
        var changes = new ArrayList<TopicChange>();
        for (TopicSpec planned : topics) {
            String right = actual.hidden().get(planned.name());
            if (right != null) {
                changes.add(new TopicChange.Hidden(planned.name(), right));
                continue;
            }
            actual.find(planned.name())
                    .ifPresentOrElse(
                            existing -> changes.addAll(existing.changesTo(planned, replication)),
                            () -> changes.add(new TopicChange.Create(planned, replication)));
        }
        return List.copyOf(changes);
    }

    private static TopicSpec ours(
            String name, int partitions, boolean readByGroup, Duration retention) {
        return new TopicSpec(
                name,
                partitions,
                readByGroup,
                records(
                        retention,
                        SEGMENT,
                        TopicSetting.atLeast("max.message.bytes", MAX_RECORD_BYTES)));
    }

    /// The broker's clock says how old an event is: outbox connectors, mirrors, replays and
    /// producers that confuse seconds with milliseconds write old times, and retention goes by
    /// them.
    private static TopicSpec events(String name) {
        return inBrokersTime(
                name,
                records(
                        OF_EVENTS,
                        SEGMENT,
                        TopicSetting.exactly("max.message.bytes", MAX_EVENT_BYTES)),
                "an event whose producer gives it an old time is deleted before it is read");
    }

    /// Here, too, retention goes by the broker's clock; and what the fan-out repeats is told by how
    /// far apart two records were written, which two machines may see differently.
    private static TopicSpec deliveries(String name) {
        return deliveries(
                name,
                SEGMENT,
                "a delivery whose writer's clock is wrong is deleted unread, or taken for a repeat");
    }

    /// The broker's clock says when a wait began: a sender's clock that runs behind would make
    /// deliveries early.
    private static TopicSpec delay(String name) {
        return deliveries(
                name,
                DELAY_SEGMENT,
                "a retry is early or late by as much as the senders' clocks are wrong");
    }

    private static TopicSpec deliveries(String name, Duration segment, String otherwise) {
        return inBrokersTime(
                name,
                records(
                        OF_DELIVERIES,
                        segment,
                        TopicSetting.atLeast("max.message.bytes", MAX_RECORD_BYTES)),
                otherwise);
    }

    private static TopicSpec inBrokersTime(
            String name, List<TopicSetting> settings, String otherwise) {
        var all = new ArrayList<>(settings);
        all.add(TopicSetting.exactly("message.timestamp.type", "LogAppendTime").orElse(otherwise));
        return new TopicSpec(name, PARTITIONS, true, List.copyOf(all));
    }

    private static List<TopicSetting> records(
            Duration retention, Duration segment, TopicSetting maxBytes) {
        return List.of(
                TopicSetting.exactly("cleanup.policy", "delete"),
                TopicSetting.atLeast("retention.ms", retention.toMillis()),
                TopicSetting.atMost("segment.ms", segment.toMillis()),
                maxBytes);
    }

    private static TopicSpec compacted(String name, int partitions) {
        return new TopicSpec(
                name,
                partitions,
                false,
                List.of(
                        TopicSetting.exactly("cleanup.policy", "compact"),
                        TopicSetting.atMost("min.cleanable.dirty.ratio", "0.2"),
                        TopicSetting.atMost("segment.ms", Duration.ofHours(6).toMillis()),
                        TopicSetting.atMost("max.compaction.lag.ms", TOMBSTONES.toMillis()),
                        TopicSetting.atLeast("delete.retention.ms", TOMBSTONES.toMillis())));
    }

    private static TopicSpec idempotencyKeys(String name) {
        return new TopicSpec(
                name,
                IDEMPOTENCY_KEY_PARTITIONS,
                false,
                List.of(
                        TopicSetting.exactly("cleanup.policy", "compact,delete"),
                        TopicSetting.atLeast("retention.ms", OF_IDEMPOTENCY_KEYS.toMillis()),
                        TopicSetting.atMost("segment.ms", IDEMPOTENCY_SEGMENT.toMillis()),
                        TopicSetting.atLeast(
                                "min.compaction.lag.ms", IDEMPOTENCY_RACE.toMillis())));
    }

    private static TopicSpec recoveries(String name) {
        return new TopicSpec(
                name,
                RECOVERY_PARTITIONS,
                false,
                List.of(
                        TopicSetting.exactly("cleanup.policy", "compact,delete"),
                        TopicSetting.atLeast("retention.ms", OF_DEAD_LETTERS.toMillis()),
                        TopicSetting.atMost("segment.ms", SEGMENT.toMillis())));
    }
}
