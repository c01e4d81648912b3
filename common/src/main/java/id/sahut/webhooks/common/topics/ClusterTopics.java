package id.sahut.webhooks.common.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// How a cluster's topics are. Immutable.
///
/// @param brokers how many there are
/// @param hidden topics that we may not look at, whether they exist or not, with the right that we
///   would need
/// @param offsetsRetention how long a group that nobody is in keeps its positions; empty when we
///   may not ask
record ClusterTopics(
        int brokers,
        Map<String, Existing> topics,
        Map<String, String> hidden,
        Optional<Duration> offsetsRetention) {

    ClusterTopics(int brokers, Map<String, Existing> topics, Optional<Duration> offsetsRetention) {
        this(brokers, topics, Map.of(), offsetsRetention);
    }

    /// @param replicas of the partition that has the fewest
    /// @param config all settings that hold, set or default
    /// @param rights what we are allowed on it; empty when the cluster does not tell
    record Existing(
            String name,
            int partitions,
            int replicas,
            Map<String, String> config,
            Set<AclOperation> rights) {

        Existing(String name, int partitions, int replicas, Map<String, String> config) {
            this(name, partitions, replicas, config, Set.of());
        }

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

    Set<AclOperation> rightsOn(String topic) {
        return find(topic).map(Existing::rights).orElse(Set.of());
    }

    /// Asks the cluster about these topics, one by one: a list would leave out those that we may
    /// not see, and they would look as if they were not there.
    ///
    /// @throws ExecutionException with Kafka's reason when it does not answer
    static ClusterTopics read(Admin admin, Collection<String> names)
            throws ExecutionException, InterruptedException {
        Collection<Node> nodes = admin.describeCluster().nodes().get();
        var hidden = new TreeMap<String, String>();
        Map<String, TopicDescription> descriptions = describe(admin, names, hidden);
        Map<String, Map<String, String>> configs = configs(admin, descriptions.keySet(), hidden);
        var topics = new HashMap<String, Existing>();
        configs.forEach((name, config) -> {
            TopicDescription description =
                    Objects.requireNonNull(descriptions.get(name), "it has been described");
            Set<AclOperation> rights = description.authorizedOperations();
            topics.put(
                    name,
                    new Existing(
                            name,
                            description.partitions().size(),
                            fewestReplicas(description),
                            config,
                            rights == null ? Set.of() : Set.copyOf(rights)));
        });
        return new ClusterTopics(
                nodes.size(), Map.copyOf(topics), hidden, offsetsRetention(admin, nodes));
    }

    private static Map<String, TopicDescription> describe(
            Admin admin, Collection<String> names, Map<String, String> hidden)
            throws ExecutionException, InterruptedException {
        var found = new HashMap<String, TopicDescription>();
        var answers =
                admin.describeTopics(
                                names,
                                new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .topicNameValues();
        for (var answer : answers.entrySet()) {
            try {
                found.put(answer.getKey(), answer.getValue().get());
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case UnknownTopicOrPartitionException _ -> {} // it is not there
                    case TopicAuthorizationException _ -> hidden.put(answer.getKey(), "Describe");
                    case null, default -> throw e;
                }
            }
        }
        return found;
    }

    private static Map<String, Map<String, String>> configs(
            Admin admin, Collection<String> names, Map<String, String> hidden)
            throws ExecutionException, InterruptedException {
        var found = new HashMap<String, Map<String, String>>();
        var answers =
                admin.describeConfigs(names.stream().map(ClusterTopics::topic).toList()).values();
        for (var answer : answers.entrySet()) {
            String name = answer.getKey().name();
            try {
                found.put(name, values(answer.getValue().get()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                hidden.put(name, "DescribeConfigs");
            }
        }
        return found;
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
