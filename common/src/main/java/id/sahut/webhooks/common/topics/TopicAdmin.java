package id.sahut.webhooks.common.topics;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.ops.StartException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;

/// Says in one line why a cluster can't be used. Stateless.
final class TopicAdmin {

    private TopicAdmin() {}

    static boolean isAbsence(ExecutionException e) {
        return e.getCause() instanceof TimeoutException;
    }

    static StartException failed(String what, KafkaClients kafka, ExecutionException e) {
        String servers = kafka.settings().bootstrapServers();
        if (isAbsence(e)) {
            return new StartException(
                    "Kafka at %s does not answer: is it running, and is that its address?"
                            .formatted(servers),
                    e);
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new StartException(
                "Kafka at %s %s: %s".formatted(servers, what, cause.getMessage()), e);
    }

    /// @param missing rights, each as `Read on topic sahut.events`
    static StartException notAllowed(KafkaClients kafka, List<String> missing) {
        return new StartException(
                "Kafka at %s does not allow %s what it needs: %s; docs/operations.md says who needs which rights"
                        .formatted(
                                kafka.settings().bootstrapServers(),
                                kafka.settings().principal().orElse("this client"),
                                String.join(", ", missing)));
    }

    static StartException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StartException("interrupted while waiting for Kafka", e);
    }
}
