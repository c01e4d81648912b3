package id.sahut.webhooks.bench.stage;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;

/// Who shares the partitions of a consumer group. Confined to the run's thread.
public final class Group implements AutoCloseable {

    private final Admin admin;
    private final String name;

    private Group(Admin admin, String name) {
        this.admin = admin;
        this.name = name;
    }

    /// The dispatchers'.
    public static Group ofDispatchers(Stage stage) {
        return open(stage.kafka(), stage.topics().prefix() + "dispatcher");
    }

    private static Group open(KafkaClients kafka, String name) {
        return new Group(kafka.admin(), name);
    }

    /// Whether so many members have all partitions among them, none of them more than one of each
    /// topic more than another, and no rebalance is under way.
    ///
    /// @param topics how many topics the group reads, in all of which a member has the same
    ///   partitions
    public boolean isSharedBy(int members, int topics) {
        try {
            var group = admin.describeConsumerGroups(Set.of(name)).all().get().get(name);
            if (group == null || group.groupState() != GroupState.STABLE) {
                return false;
            }
            List<Integer> shares =
                    group.members().stream()
                            .map(it -> it.assignment().topicPartitions().size())
                            .sorted()
                            .toList();
            return shares.size() == members
                    && shares.getFirst() > 0
                    && shares.getLast() - shares.getFirst() <= topics;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("can't see the group " + name, e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
