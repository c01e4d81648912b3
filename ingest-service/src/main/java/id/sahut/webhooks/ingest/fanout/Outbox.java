package id.sahut.webhooks.ingest.fanout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
/// While Kafka is away it waits, however long that takes, and says every few seconds that it is
/// alive; a record that Kafka will never take is a failure.
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

    /// A record, and what is sent in its place if Kafka finds it too large. Immutable.
    ///
    /// @param ifTooLarge nothing if it may be left out; without it, too large is a failure
    record Parcel(
            ProducerRecord<byte[], byte[]> record,
            @Nullable Supplier<Optional<Parcel>> ifTooLarge) {

        static Parcel of(ProducerRecord<byte[], byte[]> record) {
            return new Parcel(record, null);
        }
    }

    private record Sent(Parcel parcel, Future<RecordMetadata> acknowledgement) {}

    /// @param producer blocks for a few seconds at most
    /// @param beat called now and then while waiting
    /// @param givesUp whether to stop waiting
    Outbox(Producer<byte[], byte[]> producer, Runnable beat, BooleanSupplier givesUp) {
        this.producer = producer;
        this.beat = beat;
        this.givesUp = givesUp;
    }

    /// Sends; when much is under way, or Kafka takes nothing now, not before that has gone.
    ///
    /// @return false when it gave up
    /// @throws IllegalStateException when Kafka refuses a record
    boolean send(Parcel parcel) {
        boolean hasRoom = inFlight.size() < MAX_IN_FLIGHT && !isStuck();
        boolean mayGo = hasRoom || settle();
        if (!mayGo || givesUp.getAsBoolean()) {
            return false;
        }
        put(parcel);
        return true;
    }

    /// Whether the latest record could not even be sent: the next would wait as long in vain.
    private boolean isStuck() {
        Sent latest = inFlight.peekLast();
        return latest != null
                && latest.acknowledgement.isDone()
                && latest.acknowledgement.state() == Future.State.FAILED;
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
                sendAgain(first.parcel, e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return true;
    }

    private void sendAgain(Parcel parcel, @Nullable Throwable why) {
        String topic = parcel.record.topic();
        if (why instanceof TimeoutException) {
            log.warn("Kafka does not take records of {}: {}", topic, why.toString());
            put(parcel);
        } else if (why instanceof RecordTooLargeException && parcel.ifTooLarge != null) {
            parcel.ifTooLarge.get().ifPresent(this::put);
        } else {
            throw new IllegalStateException("Kafka refuses a record of " + topic, why);
        }
    }

    private void put(Parcel parcel) {
        beat.run();
        inFlight.addLast(new Sent(parcel, producer.send(parcel.record)));
    }
}
