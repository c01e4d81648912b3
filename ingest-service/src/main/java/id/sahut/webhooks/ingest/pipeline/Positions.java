package id.sahut.webhooks.ingest.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Where groups are and how far logs reach, asked of the cluster. Confined to one thread.
final class Positions implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Admin admin;

    Positions(Admin admin) {
        this.admin = admin;
    }

    /// Of those that are there.
    Map<String, List<TopicPartition>> partitions(Collection<String> topics) throws PipelineUnknown {
        var partitions = new HashMap<String, List<TopicPartition>>();
        for (var topic : admin.describeTopics(topics).topicNameValues().entrySet()) {
            unless(UnknownTopicOrPartitionException.class, topic.getValue())
                    .ifPresent(it ->
                            partitions.put(
                                    topic.getKey(),
                                    it.partitions().stream()
                                            .map(one ->
                                                    new TopicPartition(
                                                            topic.getKey(), one.partition()))
                                            .toList()));
        }
        return partitions;
    }

    /// Who is in a group.
    ///
    /// @param state Kafka's word; `Absent` where nobody has ever been
    record Membership(String state, List<PipelineState.Member> members) {}

    Map<String, Membership> groups(Collection<String> names) throws PipelineUnknown {
        var groups = new HashMap<String, Membership>();
        for (var group : admin.describeConsumerGroups(names).describedGroups().entrySet()) {
            groups.put(
                    group.getKey(),
                    unless(GroupIdNotFoundException.class, group.getValue())
                            .map(it -> new Membership(it.groupState().toString(), members(it)))
                            .orElse(new Membership("Absent", List.of())));
        }
        return groups;
    }

    Map<TopicPartition, Long> committed(String group) throws PipelineUnknown {
        Map<TopicPartition, OffsetAndMetadata> positions =
                unless(
                                GroupIdNotFoundException.class,
                                admin.listConsumerGroupOffsets(group)
                                        .partitionsToOffsetAndMetadata())
                        .orElse(Map.of());
        return positions.entrySet().stream()
                .filter(it -> it.getValue() != null)
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
    }

    /// Of what is committed.
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws PipelineUnknown {
        return offsets(
                partitions.stream().collect(Collectors.toMap(it -> it, _ -> OffsetSpec.latest())));
    }

    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions)
            throws PipelineUnknown {
        return offsets(
                partitions.stream()
                        .collect(Collectors.toMap(it -> it, _ -> OffsetSpec.earliest())));
    }

    /// Of the first record that is no older; those without such a record are left out.
    ///
    /// @param times in milliseconds since 1970
    Map<TopicPartition, Long> since(Map<TopicPartition, Long> times) throws PipelineUnknown {
        Map<TopicPartition, Long> found =
                offsets(
                        times.entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                Map.Entry::getKey,
                                                it -> OffsetSpec.forTimestamp(it.getValue()))));
        found.values().removeIf(it -> it < 0);
        return found;
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }

    private Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> wanted)
            throws PipelineUnknown {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, ListOffsetsResultInfo> found =
                await(
                        admin.listOffsets(
                                        wanted,
                                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                                .all());
        var offsets = new HashMap<TopicPartition, Long>();
        found.forEach((partition, it) -> offsets.put(partition, it.offset()));
        return offsets;
    }

    private static List<PipelineState.Member> members(ConsumerGroupDescription group) {
        return group.members().stream()
                .map(Positions::member)
                .sorted(Comparator.comparing(it -> it.client() + it.host() + it.owns()))
                .toList();
    }

    private static PipelineState.Member member(MemberDescription member) {
        var owns = new TreeMap<String, List<Integer>>();
        for (TopicPartition partition : member.assignment().topicPartitions()) {
            owns.computeIfAbsent(partition.topic(), _ -> new ArrayList<>())
                    .add(partition.partition());
        }
        owns.values().forEach(it -> it.sort(null));
        return new PipelineState.Member(
                member.groupInstanceId().orElse(member.clientId()),
                member.host().replaceFirst("^/", ""),
                owns);
    }

    /// @param absence what stands for there being none
    private static <T> Optional<T> unless(Class<? extends Exception> absence, KafkaFuture<T> future)
            throws PipelineUnknown {
        try {
            return Optional.of(await(future));
        } catch (PipelineUnknown e) {
            if (absence.isInstance(e.getCause())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> T await(KafkaFuture<T> future) throws PipelineUnknown {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PipelineUnknown(
                    "Kafka has not told: %s"
                            .formatted(
                                    cause.getMessage() == null
                                            ? cause.toString()
                                            : cause.getMessage()),
                    cause);
        } catch (TimeoutException e) {
            throw new PipelineUnknown(
                    "Kafka has not answered within %d s".formatted(LIMIT.toSeconds()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineUnknown("interrupted", e);
        }
    }
}
