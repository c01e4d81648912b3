package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// What Kafka's client asks of a cooperative assignor, and what we ask of ours, whatever a group
/// goes through.
class CooperativeContractTest {

    private static final int SEEDS = 1_000;
    private static final int STEPS = 8;

    /// What must move has moved by then: given up in one round, taken in the next, and once more
    /// where that changed what follows.
    private static final int MAX_ROUNDS = 8;

    private static final List<String> TOPICS = List.of("a", "b", "c", "d", "e");

    /// One consumer as its coordinator sees it.
    private static final class Member {
        private final CoPartitionedAssignor assignor = new CoPartitionedAssignor();
        private Set<String> topics;
        private Set<TopicPartition> owned = new HashSet<>();
        private int generation = -1;

        private Member(Set<String> topics) {
            this.topics = topics;
        }

        /// As the consumer does when its subscription changes: what it no longer wants it gives up
        /// before it joins again.
        void subscribe(Set<String> wanted) {
            topics = wanted;
            owned.removeIf(it -> !wanted.contains(it.topic()));
        }

        Subscription subscription() {
            return new Subscription(
                    new ArrayList<>(topics),
                    assignor.subscriptionUserData(topics),
                    new ArrayList<>(owned),
                    generation,
                    Optional.empty());
        }
    }

    /// A group, one generation after another.
    private static final class Group {
        private final Map<String, Integer> partitions = new TreeMap<>();
        private final Map<String, Member> members = new TreeMap<>();
        private final String about;
        private int generation;

        private Group(String about) {
            this.about = about;
        }

        /// @return whether a member gave something up, and so asks for another round
        boolean rebalance() {
            generation++;
            var subscriptions = new HashMap<String, Subscription>();
            members.forEach((name, it) -> subscriptions.put(name, it.subscription()));
            Map<String, List<TopicPartition>> assigned =
                    new CoPartitionedAssignor().assignPartitions(infos(), subscriptions);
            assertThat(assigned.keySet()).as(about).isEqualTo(members.keySet());
            validateCooperativeAssignment(assigned);
            boolean again = false;
            for (var entry : members.entrySet()) {
                Member member = entry.getValue();
                var given = new HashSet<>(assigned.getOrDefault(entry.getKey(), List.of()));
                assertThat(member.topics)
                        .as(about)
                        .containsAll(given.stream().map(TopicPartition::topic).toList());
                again |= !given.containsAll(member.owned);
                member.owned = given;
                member.generation = generation;
                member.assignor.onAssignment(
                        new Assignment(new ArrayList<>(given)), metadata(entry.getKey()));
            }
            return again;
        }

        /// The rule of Kafka's `ConsumerCoordinator.validateCooperativeAssignment`, which ends the
        /// group's leader.
        private void validateCooperativeAssignment(Map<String, List<TopicPartition>> assigned) {
            var added = new HashSet<TopicPartition>();
            var revoked = new HashSet<TopicPartition>();
            members.forEach((name, member) -> {
                List<TopicPartition> given = assigned.getOrDefault(name, List.of());
                assertThat(given).as(about).doesNotHaveDuplicates();
                added.addAll(without(given, member.owned));
                revoked.addAll(without(member.owned, given));
            });
            added.retainAll(revoked);
            assertThat(added).as("%s: given while still owned", about).isEmpty();
        }

        void settle() {
            int rounds = 1;
            while (rebalance()) {
                assertThat(++rounds).as("%s: rounds", about).isLessThan(MAX_ROUNDS);
            }
            everyPartitionHasOneOwner();
            whatIsAlikeHasTheSameOwner();
        }

        private void everyPartitionHasOneOwner() {
            var wanted = new TreeSet<String>();
            var owned = new ArrayList<String>();
            partitions.forEach((topic, count) -> {
                if (!subscribers(topic).isEmpty()) {
                    for (int number = 0; number < count; number++) {
                        wanted.add(topic + number);
                    }
                }
            });
            members.values()
                    .forEach(member ->
                            member.owned.forEach(it -> owned.add(it.topic() + it.partition())));
            assertThat(owned).as(about).containsExactlyInAnyOrderElementsOf(wanted);
        }

        private void whatIsAlikeHasTheSameOwner() {
            for (String one : partitions.keySet()) {
                for (String other : partitions.keySet()) {
                    if (partitions.get(one).equals(partitions.get(other))
                            && subscribers(one).equals(subscribers(other))) {
                        members.values()
                                .forEach(member ->
                                        assertThat(numbers(member, one))
                                                .as("%s: %s and %s", about, one, other)
                                                .isEqualTo(numbers(member, other)));
                    }
                }
            }
        }

        private Set<String> subscribers(String topic) {
            var names = new HashSet<String>();
            members.forEach((name, member) -> {
                if (member.topics.contains(topic)) {
                    names.add(name);
                }
            });
            return names;
        }

        private Map<String, List<PartitionInfo>> infos() {
            var infos = new HashMap<String, List<PartitionInfo>>();
            Node node = new Node(1, "localhost", 9092);
            Node[] nodes = {node};
            partitions.forEach((topic, count) -> {
                if (!subscribers(topic).isEmpty()) {
                    var all = new ArrayList<PartitionInfo>();
                    for (int number = 0; number < count; number++) {
                        all.add(new PartitionInfo(topic, number, node, nodes, nodes));
                    }
                    infos.put(topic, all);
                }
            });
            return infos;
        }

        @SuppressWarnings("removal") // the only way to say a generation without a broker
        private ConsumerGroupMetadata metadata(String member) {
            return new ConsumerGroupMetadata("group", generation, member, Optional.empty());
        }
    }

    @Test
    void whateverAGroupGoesThroughNoPartitionIsGivenWhileAnotherOwnsItAndAllFindTheirOwner() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var group = new Group("seed " + seed);
            TOPICS.forEach(it -> group.partitions.put(it, random.nextBoolean() ? 6 : 4));
            group.members.put("m", new Member(some(random)));
            var away = new TreeMap<String, Member>();
            for (int step = 0; step < STEPS; step++) {
                happen(group, away, "m" + step, random);
                if (random.nextInt(4) > 0) {
                    group.settle();
                } else {
                    group.rebalance(); // the next comes before this one is through
                }
            }
            group.settle();
        }
    }

    @Test
    void threeSchedulersWhoseDelaysAreChangedOneAfterAnotherGoOn() {
        for (List<String> changed :
                List.of(List.of("delay.1m"), List.of("delay.0s", "delay.1m"), List.<String>of())) {
            var group = new Group("changed to " + changed);
            var before = Set.of("delay.30s", "delay.5m", "delay.5s");
            var after = new HashSet<>(before);
            after.addAll(changed);
            after.remove("delay.30s");
            after.forEach(it -> group.partitions.put(it, 12));
            before.forEach(it -> group.partitions.put(it, 12));
            for (String name : List.of("m0", "m1", "m2")) {
                group.members.put(name, new Member(before));
                group.settle();
            }
            for (String name : List.of("m0", "m1", "m2")) {
                group.members.remove(name); // leaves in good order
                group.settle();
                group.members.put(name, new Member(after));
                group.settle();
            }
            assertThat(group.members.values())
                    .allSatisfy(it -> assertThat(it.owned).hasSize(after.size() * 4));
        }
    }

    private static void happen(Group group, Map<String, Member> away, String fresh, Random random) {
        var names = List.copyOf(group.members.keySet());
        String any = names.get(random.nextInt(names.size()));
        switch (random.nextInt(6)) {
            case 0, 1 -> group.members.put(fresh, new Member(some(random)));
            case 2 -> {
                if (names.size() > 1) {
                    away.put(any, group.members.remove(any));
                }
            }
            case 3 -> {
                if (random.nextInt(8) > 0) {
                    away.values().forEach(it -> it.owned.clear());
                } // else back with what it had, and with the generation that it knows
                group.members.putAll(away);
                away.clear();
            }
            case 4 -> Objects.requireNonNull(group.members.get(any)).subscribe(some(random));
            case 5 -> group.partitions.merge(TOPICS.get(random.nextInt(5)), 2, Integer::sum);
            default -> throw new AssertionError();
        }
    }

    private static Set<String> some(Random random) {
        if (random.nextBoolean()) {
            return new HashSet<>(TOPICS);
        }
        var some = new HashSet<>(Set.of("a"));
        TOPICS.stream().filter(_ -> random.nextBoolean()).forEach(some::add);
        return some;
    }

    private static Set<Integer> numbers(Member member, String topic) {
        var numbers = new HashSet<Integer>();
        member.owned.stream()
                .filter(it -> it.topic().equals(topic))
                .forEach(it -> numbers.add(it.partition()));
        return numbers;
    }

    private static <T> Set<T> without(Collection<T> all, Collection<T> some) {
        var rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
