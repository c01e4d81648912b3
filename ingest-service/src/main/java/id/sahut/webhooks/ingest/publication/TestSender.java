package id.sahut.webhooks.ingest.publication;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;

/// Puts a test's delivery beside those of the fan-out, past which it goes to one webhook alone.
/// Safe for any thread.
public final class TestSender {

    private final String topic;
    private final PromptWriter writer;
    private final LongSupplier nanoTime;
    private final Duration limit;

    /// @param producer one that gives up within `limit`
    /// @param limit how long a caller waits
    public TestSender(
            String topic,
            Producer<byte[], byte[]> producer,
            LongSupplier nanoTime,
            Duration limit) {
        this.topic = topic;
        this.writer = new PromptWriter(producer);
        this.nanoTime = nanoTime;
        this.limit = limit;
    }

    /// @return false when Kafka did not acknowledge the record in time; it may be written all the
    ///   same
    public boolean send(Delivery delivery) {
        try {
            return writer.write(
                            DeliveryRecords.write(topic, delivery), Deadline.in(limit, nanoTime))
                    .isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
