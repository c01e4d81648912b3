package id.sahut.webhooks.standalone.demo;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.time.DurationText;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// The retry delays of a running Sahut, which its topics' names tell. Stateless.
final class Delays {

    private Delays() {}

    /// Shortest first.
    static List<Duration> of(KafkaClients kafka, TopicNames names) {
        String prefix = names.deliveries() + ".delay.";
        try (var admin = kafka.admin()) {
            Set<String> topics = admin.listTopics().names().get();
            return topics.stream()
                    .filter(it -> it.startsWith(prefix))
                    .map(it -> DurationText.parse(it.substring(prefix.length())))
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new KafkaException("the topics can't be listed", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
