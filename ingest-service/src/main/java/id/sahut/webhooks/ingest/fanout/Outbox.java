package id.sahut.webhooks.ingest.fanout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends records and knows which are not acknowledged yet. Confined to the loop's thread.
///
/// While Kafka is away it waits, however long that takes; a record that Kafka will never take is a
/// failure.
final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /// How often a waiting loop says that it is alive.
    private static final Duration SLICE = Duration.ofMillis(500);

    /// More than this many are waited for before the next is sent: a popular event in a full batch
    /// must not fill the memory.
    private static final int MAX_IN_FLIGHT = 10_000;

    private final Producer<byte[], byte[]> producer;
    private final Runnable beat;
    private final BooleanSupplier givesUp;
    private final Deque<Sent> inFlight = new ArrayDeque<>();

    /// @param smaller what to send instead if the record is too large, if anything
    private record Sent(
            ProducerRecord<byte[], byte[]> record,
            @Nullable UnaryOperator<ProducerRecord<byte[], byte[]>> smaller,
            Future<RecordMetadata> acknowledgement) {}

    /// @param beat called now and then while waiting
    /// @param givesUp whether to stop waiting
    Outbox(Producer<byte[], byte[]> producer, Runnable beat, BooleanSupplier givesUp) {
        this.producer = producer;
        this.beat = beat;
        this.givesUp = givesUp;
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        put(record, null);
    }

    /// @param smaller makes what is sent instead if Kafka finds the record too large
    void send(
            ProducerRecord<byte[], byte[]> record,
            UnaryOperator<ProducerRecord<byte[], byte[]>> smaller) {
        put(record, smaller);
    }

    boolean isFull() {
        return inFlight.size() >= MAX_IN_FLIGHT;
    }

    /// Waits until all are acknowledged.
    ///
    /// @return false when it gave up before
    /// @throws IllegalStateException when Kafka refuses a record
    boolean settle() {
        while (!inFlight.isEmpty()) {
            beat.run();
            if (givesUp.getAsBoolean()) {
                return false;
            }
            Sent first = inFlight.getFirst();
            try {
                first.acknowledgement.get(SLICE.toMillis(), TimeUnit.MILLISECONDS);
                inFlight.removeFirst();
            } catch (java.util.concurrent.TimeoutException e) {
                log.debug("waiting for {} acknowledgements", inFlight.size());
            } catch (ExecutionException e) {
                inFlight.removeFirst();
                sendAgain(first, e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return true;
    }

    private void sendAgain(Sent sent, @Nullable Throwable why) {
        if (why instanceof TimeoutException) {
            log.warn("Kafka does not take records of {}: {}", sent.record.topic(), why.toString());
            put(sent.record, sent.smaller);
        } else if (why instanceof RecordTooLargeException && sent.smaller != null) {
            put(sent.smaller.apply(sent.record), null);
        } else {
            throw new IllegalStateException(
                    "Kafka refuses a record of " + sent.record.topic(), why);
        }
    }

    private void put(
            ProducerRecord<byte[], byte[]> record,
            @Nullable UnaryOperator<ProducerRecord<byte[], byte[]>> smaller) {
        inFlight.addLast(new Sent(record, smaller, producer.send(record)));
    }
}
