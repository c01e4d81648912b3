package id.sahut.webhooks.common.loop;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// Asks the cluster where a group is and how far the logs reach, and waits for nothing. Safe for
/// any thread.
final class GroupOffsets implements StartingPoints.Question {

    private final Admin admin;
    private final StartingPoints.Positions committed;

    GroupOffsets(Admin admin, StartingPoints.Positions committed) {
        this.admin = admin;
        this.committed = committed;
    }

    GroupOffsets(Admin admin, String group) {
        this(admin, partitions -> committed(admin, group, partitions));
    }

    @Override
    public CompletableFuture<StartingPoints.Answer> ask(Set<TopicPartition> partitions) {
        var positions = committed.of(partitions);
        var beginnings = offsets(partitions, OffsetSpec.earliest());
        var ends = offsets(partitions, OffsetSpec.latest());
        return positions.thenCombine(
                beginnings.thenCombine(ends, Ends::new),
                (known, log) -> new StartingPoints.Answer(known, log.beginnings, log.ends));
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private record Ends(Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {}

    private CompletableFuture<Map<TopicPartition, Long>> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which) {
        var wanted = partitions.stream().collect(Collectors.toMap(it -> it, _ -> which));
        return later(admin.listOffsets(wanted).all())
                .thenApply(found ->
                        found.entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                Map.Entry::getKey, it -> it.getValue().offset())));
    }

    /// What a transaction that is still open will commit is waited for: the position before it
    /// would have its records read twice.
    private static CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> committed(
            Admin admin, String group, Set<TopicPartition> partitions) {
        return later(
                        admin.listConsumerGroupOffsets(
                                        Map.of(
                                                group,
                                                new ListConsumerGroupOffsetsSpec()
                                                        .topicPartitions(partitions)),
                                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                                .partitionsToOffsetAndMetadata(group))
                .thenApply(GroupOffsets::known);
    }

    /// Kafka says null where there is no position.
    private static Map<TopicPartition, OffsetAndMetadata> known(
            Map<TopicPartition, OffsetAndMetadata> positions) {
        var known = new HashMap<>(positions);
        known.values().removeIf(it -> it == null);
        return known;
    }

    private static <T> CompletableFuture<T> later(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
