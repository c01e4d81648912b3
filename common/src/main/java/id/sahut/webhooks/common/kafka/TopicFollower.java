package id.sahut.webhooks.common.kafka;

import id.sahut.webhooks.common.ops.LoopThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
public final class TopicFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Reader reader;
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

    private TopicFollower(String topic, Consumer<byte[], byte[]> consumer, Reader reader) {
        this.topic = topic;
        this.consumer = consumer;
        this.reader = reader;
        this.thread = LoopThread.of("follow-" + topic, this::run);
    }

    /// Starts to read [topic]; [reader] gets every record.
    public static TopicFollower start(
            String topic, Consumer<byte[], byte[]> consumer, Reader reader) {
        var follower = new TopicFollower(topic, consumer, reader);
        follower.thread.start();
        return follower;
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
            Set<TopicPartition> partitions = of(consumer.partitionsFor(topic));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> missing = new HashMap<>(consumer.endOffsets(partitions));
            while (!closing) {
                partitions = withNew(partitions);
                missing.entrySet().removeIf(it -> position(it.getKey()) >= it.getValue());
                if (missing.isEmpty()) {
                    caughtUp.complete(null);
                }
                for (var record : consumer.poll(POLL)) {
                    reader.accept(record);
                }
                partitions.forEach(it -> positions.put(it.partition(), position(it)));
                waiters.removeIf(this::answer);
            }
        } catch (WakeupException e) {
            log.debug("stopped following {}", topic);
        } catch (RuntimeException | Error e) {
            caughtUp.completeExceptionally(e);
            throw e;
        }
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
