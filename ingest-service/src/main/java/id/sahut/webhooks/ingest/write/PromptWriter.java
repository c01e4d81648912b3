package id.sahut.webhooks.ingest.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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

    /// Writes all of them together.
    ///
    /// @return of each in its place, whether Kafka has acknowledged it in time
    public List<Boolean> writeAll(List<ProducerRecord<byte[], byte[]>> records, Deadline deadline)
            throws InterruptedException {
        var sent = new ArrayList<Optional<Future<RecordMetadata>>>();
        for (var record : records) {
            sent.add(isTimely(deadline) ? send(record) : Optional.empty());
        }
        var written = new ArrayList<Boolean>();
        for (int i = 0; i < sent.size(); i++) {
            written.add(
                    sent.get(i).isPresent()
                            && await(records.get(i), sent.get(i).get(), deadline).isPresent());
        }
        return written;
    }

    /// Whether a record may still be sent: a producer may block for two fifths of the limit before
    /// it has accepted it.
    public boolean isTimely(Deadline deadline) {
        return deadline.remaining().compareTo(limit.multipliedBy(2).dividedBy(5)) >= 0;
    }

    /// @return where it is; empty when Kafka did not acknowledge it in time: it may be written all
    ///   the same
    public Optional<RecordMetadata> write(ProducerRecord<byte[], byte[]> record, Deadline deadline)
            throws InterruptedException {
        var sent = send(record);
        return sent.isEmpty() ? Optional.empty() : await(record, sent.get(), deadline);
    }

    private Optional<Future<RecordMetadata>> send(ProducerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(producer.send(record));
        } catch (KafkaException e) {
            return notAcknowledged(record, e);
        }
    }

    private static Optional<RecordMetadata> await(
            ProducerRecord<byte[], byte[]> record,
            Future<RecordMetadata> acknowledgement,
            Deadline deadline)
            throws InterruptedException {
        try {
            return Optional.of(
                    acknowledgement.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return notAcknowledged(record, e);
        }
    }

    private static <T> Optional<T> notAcknowledged(
            ProducerRecord<byte[], byte[]> record, Exception why) {
        log.warn("a write was not acknowledged: topic={} {}", record.topic(), why.toString());
        return Optional.empty();
    }
}
