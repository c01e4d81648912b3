package id.sahut.webhooks.bench.stage;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/// How much is in a topic, and how far a group has read it, as the broker tells. Confined to the
/// run's thread.
public final class TopicLog implements AutoCloseable {

    private final Admin admin;
    private final List<TopicPartition> partitions;

    private TopicLog(Admin admin, List<TopicPartition> partitions) {
        this.admin = admin;
        this.partitions = partitions;
    }

    public static TopicLog open(KafkaClients kafka, String topic) {
        var admin = kafka.admin();
        var described = await(admin.describeTopics(List.of(topic)).allTopicNames());
        return new TopicLog(
                admin,
                described.values().stream()
                        .flatMap(it -> it.partitions().stream())
                        .map(it -> new TopicPartition(topic, it.partition()))
                        .toList());
    }

    /// All partitions' ends together: the number of records, where nothing was ever deleted and
    /// nobody writes in transactions, whose markers take offsets, too.
    public long end() {
        var latest =
                partitions.stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
        return await(admin.listOffsets(latest).all()).values().stream()
                .mapToLong(it -> it.offset())
                .sum();
    }

    /// How far a group has come, all partitions together.
    public long committed(String group) {
        var offsets = await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return partitions.stream()
                .map(it -> offsets.getOrDefault(it, new OffsetAndMetadata(0)))
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /// What it takes of the brokers' disks.
    public long bytes() {
        var brokers = await(admin.describeCluster().nodes()).stream().map(Node::id).toList();
        return await(admin.describeLogDirs(brokers).allDescriptions()).values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(it -> partitions.contains(it.getKey()))
                .mapToLong(it -> it.getValue().size())
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
