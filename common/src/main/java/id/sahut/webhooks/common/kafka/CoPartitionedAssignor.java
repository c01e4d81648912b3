package id.sahut.webhooks.common.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// Gives partitions of the same number, of whatever topic, to the same member. Confined to the
/// consumer's thread; Kafka makes it, by name.
///
/// Fresh and due deliveries of one webhook are in partitions of the same number of two topics. One
/// dispatcher must see both, or an endpoint would get the limit of two. So topics with as many
/// partitions and the same subscribers are of one kind: Kafka's own cooperative assignor decides
/// about one topic of each kind, its leader, and the others follow it.
///
/// ```
///   owned by   leader p0   follower p0        this round      the next
///              a           a                  a     a         a     a
///              a → b       a                  –     –         b     b      a gives both up first
///              a           b                  a     –         a     a      b gives up what is a's
/// ```
///
/// Kafka's assignor has a partition of the leader wait for a round until who had it has given it
/// up. A follower may be owned by somebody else, who joined when the kinds were others (a rolling
/// change of the delays, a topic that was given partitions): it waits for itself. Kafka's client
/// ends a group's leader whose assignor gives a member what another still owns.
public final class CoPartitionedAssignor extends CooperativeStickyAssignor {

    /// Topics that are assigned alike. Immutable.
    private record Kind(int partitions, Set<String> members) {}

    /// Whose a partition is: the latest generation's word counts, and nobody's if two say so.
    private record Claim(String member, int generation, boolean isUndisputed) {
        Claim or(Claim other) {
            if (generation == other.generation) {
                return new Claim(member, generation, false);
            }
            return generation > other.generation ? this : other;
        }
    }

    @Override
    public String name() {
        return "sahut-co-partitioned";
    }

    @Override
    public Map<String, List<TopicPartition>> assignPartitions(
            Map<String, List<PartitionInfo>> partitions, Map<String, Subscription> subscriptions) {
        Map<String, List<String>> followers = byLeader(partitions, subscriptions);
        var ofLeaders = new HashMap<>(partitions);
        ofLeaders.keySet().retainAll(followers.keySet());
        var toLeaders = new HashMap<String, Subscription>();
        subscriptions.forEach((member, subscription) ->
                toLeaders.put(member, only(ofLeaders.keySet(), subscription)));
        var assigned = super.assignPartitions(ofLeaders, toLeaders);
        var all = new HashMap<String, List<TopicPartition>>();
        assigned.forEach((member, leading) -> all.put(member, withFollowers(leading, followers)));
        withholdWhatOthersOwn(all, subscriptions);
        return all;
    }

    /// Each kind's topics, the leader among them, by the leader.
    private static Map<String, List<String>> byLeader(
            Map<String, List<PartitionInfo>> partitions, Map<String, Subscription> subscriptions) {
        var members = new HashMap<String, Set<String>>();
        subscriptions.forEach((member, subscription) ->
                subscription
                        .topics()
                        .forEach(it ->
                                members.computeIfAbsent(it, _ -> new HashSet<>()).add(member)));
        var kinds = new HashMap<Kind, List<String>>();
        for (String topic : new TreeSet<>(partitions.keySet())) {
            var kind =
                    new Kind(
                            partitions.getOrDefault(topic, List.of()).size(),
                            members.getOrDefault(topic, Set.of()));
            kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(topic);
        }
        var byLeader = new TreeMap<String, List<String>>();
        kinds.values().forEach(topics -> byLeader.put(topics.getFirst(), topics));
        return byLeader;
    }

    private static Subscription only(Set<String> topics, Subscription subscription) {
        var only =
                new Subscription(
                        subscription.topics().stream().filter(topics::contains).toList(),
                        subscription.userData(),
                        subscription.ownedPartitions().stream()
                                .filter(it -> topics.contains(it.topic()))
                                .toList(),
                        subscription.generationId().orElse(DEFAULT_GENERATION),
                        subscription.rackId());
        only.setGroupInstanceId(subscription.groupInstanceId());
        return only;
    }

    private static List<TopicPartition> withFollowers(
            List<TopicPartition> leading, Map<String, List<String>> followers) {
        var all = new ArrayList<TopicPartition>();
        for (TopicPartition leader : leading) {
            for (String topic : followers.getOrDefault(leader.topic(), List.of())) {
                all.add(new TopicPartition(topic, leader.partition()));
            }
        }
        return all;
    }

    /// Whoever owns something that it is not given gives it up and asks for another round.
    private static void withholdWhatOthersOwn(
            Map<String, List<TopicPartition>> assigned, Map<String, Subscription> subscriptions) {
        var claims = new HashMap<TopicPartition, Claim>();
        subscriptions.forEach((member, subscription) -> {
            int generation = subscription.generationId().orElse(DEFAULT_GENERATION);
            for (TopicPartition partition : new HashSet<>(subscription.ownedPartitions())) {
                claims.merge(partition, new Claim(member, generation, true), Claim::or);
            }
        });
        assigned.forEach((member, partitions) ->
                partitions.removeIf(it -> {
                    Claim claim = claims.get(it);
                    return claim != null
                            && !(claim.isUndisputed() && claim.member().equals(member));
                }));
    }
}
