package id.sahut.webhooks.ingest.write;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes records for somebody who waits so long and no longer. Safe for any thread.
public final class PromptWriter {

    private static final Logger log = LoggerFactory.getLogger(PromptWriter.class);

    private final Producer<byte[], byte[]> producer;
    private final Duration limit;
    private final LongSupplier nanoTime;

    /// @param producer one that gives up within `limit`
    /// @param limit how long somebody waits
    public PromptWriter(Producer<byte[], byte[]> producer, Duration limit, LongSupplier nanoTime) {
        this.producer = producer;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    public Duration limit() {
        return limit;
    }

    /// Somebody begins to wait now, for one write or for several.
    public Deadline begin() {
        return Deadline.in(limit, nanoTime);
    }

    /// @return where it is; empty when Kafka did not acknowledge it in time: it may be written all
    ///   the same
    public Optional<RecordMetadata> write(ProducerRecord<byte[], byte[]> record, Deadline deadline)
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
