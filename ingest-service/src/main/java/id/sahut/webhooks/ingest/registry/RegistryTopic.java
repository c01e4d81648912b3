package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.ReadBackWriter;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;

/// Where webhooks are written down. Safe for any thread.
final class RegistryTopic {

    private final String topic;
    private final ReadBackWriter writer;

    RegistryTopic(String topic, ReadBackWriter writer) {
        this.topic = topic;
        this.writer = writer;
    }

    /// @return false when Kafka did not acknowledge it in time; it may be written all the same
    boolean write(Webhook webhook) {
        return writer.write(WebhookRecords.write(topic, webhook));
    }

    /// @return false when Kafka did not acknowledge it in time; it may be deleted all the same
    boolean writeDeleted(WebhookId id) {
        return writer.write(WebhookRecords.writeDeleted(topic, id));
    }

    /// Whether our view shows everything that we have written.
    boolean hasReadAllBack() {
        return writer.hasReadAllBack();
    }
}
