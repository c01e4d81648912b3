package id.sahut.webhooks.common.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// Gives partitions of the same number, of whatever topic, to the same member. Confined to the
/// consumer's thread; Kafka makes it, by name.
///
/// Fresh and due deliveries of one webhook are in partitions of the same number of two topics. One
/// dispatcher must see both, or an endpoint would get the limit of two. So Kafka's own cooperative
/// assignor decides about one topic, and the others follow it. Where topics have different numbers
/// of partitions, it decides about all of them by itself.
public final class CoPartitionedAssignor extends CooperativeStickyAssignor {

    @Override
    public String name() {
        return "sahut-co-partitioned";
    }

    @Override
    public Map<String, List<TopicPartition>> assignPartitions(
            Map<String, List<PartitionInfo>> partitions, Map<String, Subscription> subscriptions) {
        var topics = new TreeSet<>(partitions.keySet());
        long counts = partitions.values().stream().map(List::size).distinct().count();
        boolean sameTopics =
                subscriptions.values().stream()
                        .allMatch(it -> Set.copyOf(it.topics()).equals(topics));
        if (counts != 1 || !sameTopics) {
            return super.assignPartitions(partitions, subscriptions);
        }
        String leader = topics.first();
        var leaders = new HashMap<String, Subscription>();
        subscriptions.forEach(
                (member, subscription) -> leaders.put(member, only(leader, subscription)));
        var assigned =
                super.assignPartitions(
                        new HashMap<>(Map.of(leader, partitions.getOrDefault(leader, List.of()))),
                        leaders);
        return assigned.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> inAll(topics, it.getValue())));
    }

    private static Subscription only(String topic, Subscription subscription) {
        var owned =
                subscription.ownedPartitions().stream()
                        .filter(it -> it.topic().equals(topic))
                        .toList();
        var only =
                new Subscription(
                        List.of(topic),
                        subscription.userData(),
                        owned,
                        subscription.generationId().orElse(DEFAULT_GENERATION),
                        subscription.rackId());
        only.setGroupInstanceId(subscription.groupInstanceId());
        return only;
    }

    private static List<TopicPartition> inAll(Set<String> topics, List<TopicPartition> assigned) {
        return topics.stream()
                .flatMap(topic ->
                        assigned.stream().map(it -> new TopicPartition(topic, it.partition())))
                .collect(Collectors.toList());
    }
}
