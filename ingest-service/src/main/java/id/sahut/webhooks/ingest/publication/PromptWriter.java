package id.sahut.webhooks.ingest.publication;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes records for somebody who waits. Safe for any thread.
final class PromptWriter {

    private static final Logger log = LoggerFactory.getLogger(PromptWriter.class);

    private final Producer<byte[], byte[]> producer;

    /// @param producer one that gives up after a while
    PromptWriter(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /// @return where it is; empty when Kafka did not acknowledge it in time: it may be written all
    ///   the same
    Optional<RecordMetadata> write(ProducerRecord<byte[], byte[]> record, Deadline deadline)
            throws InterruptedException {
        try {
            var acknowledgement = producer.send(record);
            return Optional.of(
                    acknowledgement.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.warn("a write was not acknowledged: topic={} {}", record.topic(), e.toString());
            return Optional.empty();
        }
    }
}
