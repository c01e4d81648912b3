package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CoPartitionedAssignorTest {

    private static final List<String> TOPICS = List.of("sahut.deliveries", "sahut.deliveries.due");
    private static final int PARTITIONS = 12;

    /// A group as its coordinator sees it: who owns what, and one generation after another.
    private static final class Group {
        private final Map<String, List<TopicPartition>> owned = new TreeMap<>();
        private final Map<String, CoPartitionedAssignor> assignors = new HashMap<>();
        private int generation;

        void join(String member) {
            owned.put(member, List.of());
            assignors.put(member, new CoPartitionedAssignor());
        }

        void leave(String member) {
            owned.remove(member);
            assignors.remove(member);
        }

        /// One round: what is assigned must not be owned by anyone else.
        void rebalance() {
            generation++;
            var subscriptions = new HashMap<String, Subscription>();
            owned.forEach((member, partitions) ->
                    subscriptions.put(
                            member,
                            new Subscription(
                                    TOPICS,
                                    assignor(member).subscriptionUserData(new HashSet<>(TOPICS)),
                                    partitions)));
            var assigned =
                    assignors
                            .values()
                            .iterator()
                            .next()
                            .assignPartitions(partitionInfos(), subscriptions);
            assigned.forEach((member, partitions) ->
                    owned.forEach((other, theirs) -> {
                        if (!other.equals(member)) {
                            assertThat(Collections.disjoint(partitions, theirs)).isTrue();
                        }
                    }));
            assigned.forEach((member, partitions) -> {
                owned.put(member, new ArrayList<>(partitions));
                assignor(member).onAssignment(new Assignment(partitions), metadata(member));
            });
        }

        @SuppressWarnings("removal") // the only way to say a generation without a broker
        private ConsumerGroupMetadata metadata(String member) {
            return new ConsumerGroupMetadata("group", generation, member, Optional.empty());
        }

        void settle() {
            for (int round = 0; round < 3; round++) {
                rebalance();
            }
        }

        private CoPartitionedAssignor assignor(String member) {
            return Objects.requireNonNull(assignors.get(member));
        }

        int ownedInAll() {
            return owned.values().stream().mapToInt(List::size).sum();
        }
    }

    @Test
    void partitionsOfTheSameNumberAreAlwaysTogetherWhoeverJoinsAndLeaves() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var group = new Group();
            group.join("m0");
            for (int step = 1; step < 8; step++) {
                if (group.owned.size() > 1 && random.nextInt(3) == 0) {
                    group.leave(group.owned.keySet().iterator().next());
                } else {
                    group.join("m" + step);
                }
                group.settle();
                assertThat(group.ownedInAll()).as("seed %d", seed).isEqualTo(2 * PARTITIONS);
                group.owned.forEach((_, partitions) -> {
                    var numbers = new HashMap<Integer, Integer>();
                    partitions.forEach(it -> numbers.merge(it.partition(), 1, Integer::sum));
                    assertThat(numbers.values()).allMatch(count -> count == 2);
                    assertThat(numbers.size() - PARTITIONS / group.owned.size()).isBetween(0, 1);
                });
            }
        }
    }

    @Test
    void aMemberThatStaysKeepsWhatItNeedNotGiveAway() {
        var group = new Group();
        group.join("m0");
        group.join("m1");
        group.settle();
        var before = new HashSet<>(group.owned.getOrDefault("m0", List.of()));

        group.join("m2");
        group.settle();

        assertThat(before).containsAll(group.owned.getOrDefault("m0", List.of()));
        assertThat(group.owned.getOrDefault("m0", List.of())).hasSize(2 * PARTITIONS / 3);
    }

    private static Map<String, List<PartitionInfo>> partitionInfos() {
        var infos = new HashMap<String, List<PartitionInfo>>();
        Node node = new Node(1, "localhost", 9092);
        for (String topic : TOPICS) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                infos.computeIfAbsent(topic, _ -> new ArrayList<>())
                        .add(
                                new PartitionInfo(
                                        topic,
                                        partition,
                                        node,
                                        new Node[] {node},
                                        new Node[] {node}));
            }
        }
        return infos;
    }
}
