package id.sahut.webhooks.common.topics;

import java.util.List;
import java.util.Locale;

/// Writes topics as Strimzi's operator wants them. Stateless.
final class StrimziTopics {

    private StrimziTopics() {}

    static String yaml(List<TopicSpec> topics, String cluster, Replication replication) {
        var yaml = new StringBuilder();
        for (TopicSpec topic : topics) {
            yaml.append(
                    """
                    ---
                    apiVersion: kafka.strimzi.io/v1
                    kind: KafkaTopic
                    metadata:
                      name: %s
                      labels:
                        strimzi.io/cluster: %s
                    spec:
                      topicName: %s
                      partitions: %d
                      replicas: %d
                      config:
                    """
                            .formatted(
                                    resourceName(topic.name()),
                                    cluster,
                                    topic.name(),
                                    topic.partitions(),
                                    replication.factor()));
            topic.settingsWith(replication)
                    .forEach(it -> yaml.append("    %s: %s\n".formatted(it.key(), it.value())));
        }
        return yaml.toString();
    }

    /// Topic names may hold more than the names of Kubernetes' resources may.
    private static String resourceName(String topic) {
        return topic.toLowerCase(Locale.ROOT)
                .replace('_', '-')
                .replaceAll("^[.-]+", "")
                .replaceAll("\\.[.-]+|-+\\.", ".");
    }
}
