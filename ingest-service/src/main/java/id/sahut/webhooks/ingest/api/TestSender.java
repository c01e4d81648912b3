package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a test's delivery beside those of the fan-out, past which it goes to one webhook alone.
/// Safe for any thread.
final class TestSender {

    private static final Logger log = LoggerFactory.getLogger(TestSender.class);

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    /// @param producer one that gives up after a while
    TestSender(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /// @return false when Kafka did not acknowledge the record in time; it may be written all the
    ///   same
    boolean send(Delivery delivery) {
        try {
            producer.send(DeliveryRecords.write(topic, delivery)).get();
            return true;
        } catch (ExecutionException | KafkaException e) {
            log.warn("a test's delivery was not acknowledged: topic={}", topic, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
