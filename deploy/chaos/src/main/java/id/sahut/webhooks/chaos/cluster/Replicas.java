package id.sahut.webhooks.chaos.cluster;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/// Looks at how the brokers copy from each other. Confined to the run's thread.
final class Replicas implements AutoCloseable {

    private final Admin admin;

    Replicas(KafkaClients kafka) {
        this.admin = kafka.admin();
    }

    /// Whether every partition, Kafka's own included, has all its replicas in sync; not when the
    /// brokers do not tell.
    boolean areInSync() {
        try {
            return all().stream()
                    .flatMap(it -> it.partitions().stream())
                    .allMatch(it -> it.isr().size() == it.replicas().size());
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Makes one broker the leader of every partition, Kafka's own included.
    void leadAll(int broker) {
        try {
            var orders = new HashMap<TopicPartition, Optional<NewPartitionReassignment>>();
            for (var topic : all()) {
                for (var partition : topic.partitions()) {
                    var order =
                            new ArrayList<>(partition.replicas().stream().map(Node::id).toList());
                    order.remove(Integer.valueOf(broker));
                    order.addFirst(broker);
                    orders.put(
                            new TopicPartition(topic.name(), partition.partition()),
                            Optional.of(new NewPartitionReassignment(order)));
                }
            }
            admin.alterPartitionReassignments(orders).all().get();
            admin.electLeaders(ElectionType.PREFERRED, orders.keySet()).partitions().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("leaders can't be moved", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Whether it is so.
    boolean leadsAll(int broker) {
        try {
            return all().stream()
                    .flatMap(it -> it.partitions().stream())
                    .allMatch(it -> it.leader() != null && it.leader().id() == broker);
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Collection<TopicDescription> all() throws ExecutionException, InterruptedException {
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
        return admin.describeTopics(names).allTopicNames().get().values();
    }

    @Override
    public void close() {
        admin.close();
    }
}
