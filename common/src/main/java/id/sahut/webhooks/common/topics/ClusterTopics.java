package id.sahut.webhooks.common.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/// How a cluster's topics are. Immutable.
///
/// @param brokers how many there are
/// @param offsetsRetention how long a group that nobody is in keeps its positions; empty when we
///   may not ask
record ClusterTopics(
        int brokers, Map<String, Existing> topics, Optional<Duration> offsetsRetention) {

    /// @param replicas of the partition that has the fewest
    /// @param config all settings that hold, set or default
    record Existing(String name, int partitions, int replicas, Map<String, String> config) {

        List<TopicChange> changesTo(TopicSpec planned, Replication replication) {
            var changes = new ArrayList<TopicChange>();
            if (partitions < planned.partitions()) {
                changes.add(new TopicChange.AddPartitions(name, partitions, planned.partitions()));
            }
            if (replicas < replication.factor()) {
                changes.add(new TopicChange.FewerReplicas(name, replicas, replication.factor()));
            }
            for (TopicSetting setting : planned.settingsWith(replication)) {
                String actual = config.getOrDefault(setting.key(), "");
                if (actual.isEmpty() || !setting.isMetBy(actual)) {
                    changes.add(new TopicChange.SetConfig(name, setting, actual));
                }
            }
            return changes;
        }

        /// The longest that a record may still be read: a segment goes as a whole.
        Optional<Duration> longestKept() {
            long retention = Long.parseLong(config.getOrDefault("retention.ms", "-1"));
            long segment = Long.parseLong(config.getOrDefault("segment.ms", "0"));
            return retention < 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(retention + segment));
        }
    }

    Optional<Existing> find(String topic) {
        return Optional.ofNullable(topics.get(topic));
    }

    /// Asks the cluster about these topics.
    ///
    /// @throws ExecutionException with Kafka's reason when it does not answer or may not
    static ClusterTopics read(Admin admin, Collection<String> names)
            throws ExecutionException, InterruptedException {
        Collection<Node> nodes = admin.describeCluster().nodes().get();
        var existing = new ArrayList<>(admin.listTopics().names().get());
        existing.retainAll(names);

        var resources = new ArrayList<ConfigResource>();
        existing.forEach(it -> resources.add(topic(it)));
        Map<ConfigResource, Config> configs = admin.describeConfigs(resources).all().get();
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(existing).allTopicNames().get();

        var topics = new HashMap<String, Existing>();
        descriptions.forEach((name, description) ->
                topics.put(
                        name,
                        new Existing(
                                name,
                                description.partitions().size(),
                                fewestReplicas(description),
                                values(configs.get(topic(name))))));
        return new ClusterTopics(nodes.size(), Map.copyOf(topics), offsetsRetention(admin, nodes));
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static int fewestReplicas(TopicDescription description) {
        return description.partitions().stream()
                .mapToInt(it -> it.replicas().size())
                .min()
                .orElse(0);
    }

    private static Map<String, String> values(@Nullable Config config) {
        var values = new HashMap<String, String>();
        if (config != null) {
            for (ConfigEntry entry : config.entries()) {
                if (entry.value() != null) {
                    values.put(entry.name(), entry.value());
                }
            }
        }
        return Map.copyOf(values);
    }

    private static Optional<Duration> offsetsRetention(Admin admin, Collection<Node> nodes)
            throws ExecutionException, InterruptedException {
        var broker =
                new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
        try {
            Config config = admin.describeConfigs(List.of(broker)).all().get().get(broker);
            return Optional.ofNullable(values(config).get("offsets.retention.minutes"))
                    .map(Long::parseLong)
                    .map(Duration::ofMinutes);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
