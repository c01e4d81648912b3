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
    private final String group;

    GroupOffsets(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /// What a transaction that is still open will commit is waited for: the position before it
    /// would have its records read twice.
    @Override
    public CompletableFuture<StartingPoints.Answer> ask(Set<TopicPartition> partitions) {
        var committed =
                later(
                        admin.listConsumerGroupOffsets(
                                        Map.of(
                                                group,
                                                new ListConsumerGroupOffsetsSpec()
                                                        .topicPartitions(partitions)),
                                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                                .partitionsToOffsetAndMetadata(group));
        var beginnings = offsets(partitions, OffsetSpec.earliest());
        var ends = offsets(partitions, OffsetSpec.latest());
        return committed.thenCombine(
                beginnings.thenCombine(ends, Ends::new),
                (positions, log) ->
                        new StartingPoints.Answer(known(positions), log.beginnings, log.ends));
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
