package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.webhook.WebhookView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes to the topic of webhooks and waits until our own view has read it back, so that whoever
/// wrote sees what they wrote. Safe for any thread.
final class WebhookWriter {

    private static final Logger log = LoggerFactory.getLogger(WebhookWriter.class);

    /// The view follows within milliseconds. One that does not is no reason to take back an answer:
    /// the write is durable, and a new secret can't be shown a second time.
    private static final Duration READ_BACK = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final WebhookView view;
    private final AtomicInteger unread = new AtomicInteger();

    /// @param producer one that gives up after a while
    WebhookWriter(Producer<byte[], byte[]> producer, WebhookView view) {
        this.producer = producer;
        this.view = view;
    }

    /// @return false when Kafka did not acknowledge the record in time; it may be written all the
    ///   same
    boolean write(ProducerRecord<byte[], byte[]> record) {
        try {
            RecordMetadata place = producer.send(record).get();
            awaitReadBack(place);
            return true;
        } catch (ExecutionException | KafkaException e) {
            log.warn(
                    "a write was not acknowledged: topic={} reason={}",
                    record.topic(),
                    e.toString()); // a line each, while Kafka is away
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether the view knows all that was written. While it doesn't, a change that begins with a
    /// look at it would undo the one before.
    boolean hasReadAllBack() {
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
