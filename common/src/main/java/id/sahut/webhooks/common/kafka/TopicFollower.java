package id.sahut.webhooks.common.kafka;

import id.sahut.webhooks.common.ops.LoopThread;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a compacted topic from its beginning and keeps reading it, on a thread of its own, for as
/// long as it is open. Its public methods are safe for any thread.
///
/// ```
///   beginning ─────────────► end at the start ─────────────► whatever comes
///              catching up    [#caughtUp] completes  following
/// ```
///
/// Partitions that the topic is given meanwhile are read from their beginning too, some 5 s later:
/// see [KafkaClients#viewConsumer].
///
/// It asks for the topic's end every 2 s, so that it knows whether it is *current*: that it has
/// read everything there was at most 5 s ago. While Kafka doesn't answer it knows neither that it
/// is nor that it lags.
public final class TopicFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);

    /// Nothing is read meanwhile, and who waits for what they wrote waits 2 s: see
    /// [ReadBackWriter].
    private static final Duration ASK_FOR = Duration.ofSeconds(1);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Reader reader;
    private final LongSupplier nanoTime;
    private final Lag lag;
    private final LoopThread thread;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    /// Takes the topic's records, in their order within a partition, always on the follower's
    /// thread.
    public interface Reader {
        void accept(ConsumerRecord<byte[], byte[]> record);
    }

    private record Waiter(int partition, long offset, CompletableFuture<Void> done) {}

    private TopicFollower(
            String topic, Consumer<byte[], byte[]> consumer, Reader reader, LongSupplier nanoTime) {
        this.topic = topic;
        this.consumer = consumer;
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.lag = new Lag(nanoTime);
        this.thread = LoopThread.of("follow-" + topic, this::run);
    }

    /// Starts to read [topic]; [reader] gets every record.
    ///
    /// @param nanoTime a monotonic clock, in nanoseconds
    public static TopicFollower start(
            String topic, Consumer<byte[], byte[]> consumer, Reader reader, LongSupplier nanoTime) {
        var follower = new TopicFollower(topic, consumer, reader, nanoTime);
        follower.thread.start();
        return follower;
    }

    /// The same for whoever wants to know what there is, and soon closes it: for this one time
    /// stands still, and it asks for no end but the first.
    public static TopicFollower start(
            String topic, Consumer<byte[], byte[]> consumer, Reader reader) {
        return start(topic, consumer, reader, () -> 0);
    }

    /// Tells by how many records it lags.
    ///
    /// @param service whose view it is: a process may have several of one topic
    public void register(String service, MeterRegistry meters) {
        Gauge.builder("sahut.view.lag.records", lag, Lag::records)
                .description("Records between what a view has read and the topic's known end")
                .tag("service", service)
                .tag("topic", topic)
                .register(meters);
    }

    /// Completes when everything has been read that was in the topic at the start.
    public CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    /// Completes when the record at this place has been read.
    public CompletableFuture<Void> hasRead(int partition, long offset) {
        var waiter = new Waiter(partition, offset, new CompletableFuture<>());
        waiters.add(waiter);
        var _ = answer(waiter); // it may have been read before the waiter stood in the queue
        return waiter.done;
    }

    /// Whether it has proof, not older than 5 s, of having read everything that was there when it
    /// asked. Whoever draws a conclusion from a record's absence asks this first, and then looks.
    public boolean isCurrent() {
        return lag.isCurrent();
    }

    /// How many records it is behind the last end that it knows of.
    public long lag() {
        return lag.records();
    }

    /// Empty when what has been read may be relied on: all that was there at the start is known,
    /// and nothing is known to be missing for longer than 5 s. Kafka being away is no problem: it
    /// hides nothing that anybody could know.
    public Optional<String> problem() {
        return caughtUp.isDone() && !caughtUp.isCompletedExceptionally()
                ? lag.problem()
                : Optional.of("has not been read to its end yet");
    }

    /// Whether it still reads; false only after [#close] or a failure.
    public boolean isAlive() {
        return thread.isAlive();
    }

    /// Completes, exceptionally, when it has failed and reads no more.
    public CompletableFuture<Void> failure() {
        return thread.failure();
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        thread.join();
    }

    private void run() {
        try (consumer) {
            Set<TopicPartition> partitions = awaitPartitions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long asked = nanoTime.getAsLong();
            lag.endIs(asked, byNumber(consumer.endOffsets(partitions)));
            while (!closing && !partitions.isEmpty()) {
                partitions = withNew(partitions);
                note(partitions);
                for (var record : consumer.poll(POLL)) {
                    reader.accept(record);
                }
                note(partitions);
                waiters.removeIf(this::answer);
                long now = nanoTime.getAsLong();
                if (now - asked >= ASK_EVERY.toNanos()) {
                    asked = now;
                    askForTheEnd(partitions, now);
                }
            }
        } catch (WakeupException e) {
            log.debug("stopped following {}", topic);
        } catch (RuntimeException | Error e) {
            caughtUp.completeExceptionally(e);
            throw e;
        }
    }

    /// A broker that has only just heard of a topic may say that it has no partitions yet.
    ///
    /// @return none only when it is to be closed
    private Set<TopicPartition> awaitPartitions() {
        Set<TopicPartition> partitions = of(consumer.partitionsFor(topic));
        while (partitions.isEmpty() && !closing) {
            LockSupport.parkNanos(POLL.toNanos());
            partitions = of(consumer.partitionsFor(topic));
        }
        return partitions;
    }

    private void note(Set<TopicPartition> partitions) {
        partitions.forEach(it -> positions.put(it.partition(), position(it)));
        lag.readTo(positions);
        if (lag.hasReachedAny()) {
            caughtUp.complete(null);
        }
    }

    private void askForTheEnd(Set<TopicPartition> partitions, long now) {
        try {
            lag.endIs(now, byNumber(consumer.endOffsets(partitions, ASK_FOR)));
        } catch (TimeoutException e) {
            log.debug("{} did not tell its end", topic, e);
        }
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> ends) {
        var offsets = new HashMap<Integer, Long>();
        ends.forEach((partition, offset) -> offsets.put(partition.partition(), offset));
        return Map.copyOf(offsets);
    }

    /// The partitions there are now, as far as the consumer knows: it looks again by itself, and is
    /// not waited for. Never fewer than `known`, also while the topic is not to be seen.
    private Set<TopicPartition> withNew(Set<TopicPartition> known) {
        Set<TopicPartition> seen;
        try {
            seen = of(consumer.partitionsFor(topic, Duration.ZERO));
        } catch (TimeoutException e) {
            return known;
        }
        if (known.containsAll(seen)) {
            return known;
        }
        var all = new HashSet<>(known);
        all.addAll(seen);
        seen.removeAll(known);
        log.info("{} has new partitions, which are followed from now on: {}", topic, seen);
        consumer.assign(all);
        consumer.seekToBeginning(seen);
        return all;
    }

    private static Set<TopicPartition> of(List<PartitionInfo> partitions) {
        return partitions.stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /// How many wait for a record that has not been read yet.
    int waiting() {
        return waiters.size();
    }

    /// Where it has read to; 0 while a partition has no leader to ask where it begins.
    private long position(TopicPartition partition) {
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException e) {
            return positions.getOrDefault(partition.partition(), 0L);
        }
    }

    /// Also true for a waiter that was answered before it stood in the queue.
    private boolean answer(Waiter waiter) {
        if (positions.getOrDefault(waiter.partition, 0L) <= waiter.offset) {
            return false;
        }
        waiter.done.complete(null);
        return true;
    }
}
