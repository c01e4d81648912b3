package id.sahut.webhooks.ingest.payload;

import id.sahut.webhooks.common.delivery.RecordPlace;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few consumers for many who want one record each. They are made when they are needed; one that
/// brought no answer is replaced. Safe for any thread.
final class ConsumerPool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConsumerPool.class);

    /// A record takes milliseconds, so these are some hundred a second; more would only take memory
    /// from the fan-out.
    private static final int CONSUMERS = 2;

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Supplier<Consumer<byte[], byte[]>> maker;
    private final Duration limit;
    private final LongSupplier nanoTime;

    /// Who has waited longest is next.
    private final Semaphore free = new Semaphore(CONSUMERS, true);

    private final Deque<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param limit how long somebody waits, for a consumer and for what it brings
    ConsumerPool(Supplier<Consumer<byte[], byte[]>> maker, Duration limit, LongSupplier nanoTime) {
        this.maker = maker;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    Fetched fetch(RecordPlace place) {
        long endNanos = nanoTime.getAsLong() + limit.toNanos();
        if (closed.get()) {
            return new Fetched.Unknown("it is closed");
        }
        try {
            if (!free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Fetched.Unknown("too many want one at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Fetched.Unknown("it was interrupted");
        }
        try {
            return nanoTime.getAsLong() - endNanos < 0
                    ? fetch(place, endNanos)
                    : new Fetched.Unknown("too many want one at a time");
        } finally {
            free.release();
        }
    }

    /// The latest one back is the next to be used: what it knows of the topics is the freshest.
    private Fetched fetch(RecordPlace place, long endNanos) {
        Consumer<byte[], byte[]> consumer = idle.pollFirst();
        try {
            if (consumer == null) {
                consumer = maker.get();
            }
            Fetched fetched = new RecordFetch(consumer, nanoTime, endNanos).at(place);
            if (!(fetched instanceof Fetched.Unknown)) {
                idle.addFirst(consumer);
                consumer = null;
            }
            return fetched;
        } catch (KafkaException e) {
            return new Fetched.Unknown("no consumer can be made: " + e);
        } finally {
            if (consumer != null) {
                close(consumer, Duration.ZERO);
            }
        }
    }

    /// Waits for who reads just now; they give up by themselves.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            if (!free.tryAcquire(CONSUMERS, limit.plus(CLOSE).toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("somebody still reads a payload");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var it = idle.pollFirst(); it != null; it = idle.pollFirst()) {
            close(it, CLOSE);
        }
    }

    private static void close(Consumer<byte[], byte[]> consumer, Duration patience) {
        try {
            consumer.close(CloseOptions.timeout(patience));
        } catch (KafkaException e) {
            log.debug("a consumer could not be closed in good order", e);
        }
    }
}
