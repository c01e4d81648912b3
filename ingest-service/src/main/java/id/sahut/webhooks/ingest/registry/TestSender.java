package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.ingest.write.PromptWriter;

/// Puts a test's delivery beside those of the fan-out, past which it goes to one webhook alone.
/// Safe for any thread.
final class TestSender {

    private final String topic;
    private final PromptWriter writer;

    TestSender(String topic, PromptWriter writer) {
        this.topic = topic;
        this.writer = writer;
    }

    /// @return false when Kafka did not acknowledge the record in time; it may be written all the
    ///   same
    boolean send(Delivery delivery) {
        try {
            return writer.write(DeliveryRecords.write(topic, delivery), writer.begin()).isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
