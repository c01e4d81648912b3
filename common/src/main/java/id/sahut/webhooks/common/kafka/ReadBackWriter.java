package id.sahut.webhooks.common.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes to a compacted topic and waits until our own view of it has read that back, so that
/// whoever wrote sees what they wrote. Safe for any thread.
public final class ReadBackWriter {

    private static final Logger log = LoggerFactory.getLogger(ReadBackWriter.class);

    /// The view follows within milliseconds. One that does not is no reason to take back an answer:
    /// the write is durable, and a new secret can't be shown a second time.
    private static final Duration READ_BACK = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final View view;
    private final AtomicInteger unread = new AtomicInteger();

    /// Whoever reads the topic.
    public interface View {
        /// Completes when the record at this place has been read.
        CompletableFuture<Void> hasRead(int partition, long offset);
    }

    /// @param producer one that gives up after a while
    public ReadBackWriter(Producer<byte[], byte[]> producer, View view) {
        this.producer = producer;
        this.view = view;
    }

    /// @return false when Kafka did not acknowledge the record in time; it may be written all the
    ///   same
    public boolean write(ProducerRecord<byte[], byte[]> record) {
        return write(List.of(record));
    }

    /// Records that belong together; those of one partition stay in this order.
    ///
    /// @return false when Kafka did not acknowledge all of them in time; any of them may be written
    ///   all the same
    public boolean write(List<ProducerRecord<byte[], byte[]>> records) {
        try {
            var sent = new ArrayList<Future<RecordMetadata>>();
            for (var record : records) {
                sent.add(producer.send(record));
            }
            var places = new ArrayList<RecordMetadata>();
            for (var one : sent) {
                places.add(one.get());
            }
            for (RecordMetadata place : places) {
                awaitReadBack(place);
            }
            return true;
        } catch (ExecutionException | KafkaException e) {
            log.warn(
                    "a write was not acknowledged: topic={} reason={}",
                    records.getFirst().topic(),
                    e.toString()); // a line each, while Kafka is away
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether the view knows all that was written. While it doesn't, a change that begins with a
    /// look at it would undo the one before.
    public boolean hasReadAllBack() {
        return unread.get() == 0;
    }

    private void awaitReadBack(RecordMetadata place) throws InterruptedException {
        CompletableFuture<Void> readBack = view.hasRead(place.partition(), place.offset());
        try {
            readBack.get(READ_BACK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            unread.incrementAndGet();
            var _ = readBack.whenComplete((_, _) -> unread.decrementAndGet());
            log.warn("the view did not read a write back in time: {}", place, e);
        }
    }
}
