package id.sahut.webhooks.common.loop;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.ops.LoopThread;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A group's consumer on a thread of its own: joins, begins where the group left off, polls, and
/// leaves the group however it ends. What is done with what is read is its [Work]'s. The methods of
/// this class are safe for any thread.
///
/// ```
///   prepare ─► join ─► poll ─► turn ─► poll ─► turn …  end ─► leave
///                       │ assigned: begin, once the cluster has said where
///                       │ revoked, lost, position lost: revoked, gone
/// ```
public final class GroupLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupLoop.class);

    /// While it is not known yet where to begin.
    private static final Duration AWAITING_POLL = Duration.ofMillis(10);

    private final String role;
    private final Consumer<byte[], byte[]> consumer;
    private final StartingPoints startingPoints;
    private final List<String> topics;
    private final Heartbeat heartbeat;
    private final Stop stop;
    private final Work work;
    private final LoopThread thread;
    private volatile boolean joined;

    /// What is done in a loop: all of it on the loop's thread, and the consumer is its to pause, to
    /// seek and to commit with.
    public interface Work {

        /// Before the group is joined; whoever waits here beats, and looks at the loop's [Stop].
        default void prepare() {}

        /// How long the next poll may wait for records.
        Duration patience();

        /// One turn, after each poll.
        ///
        /// @param awaited partitions that are paused until it is known where to begin in them:
        ///   whoever resumes partitions leaves these out
        void turn(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> awaited);

        /// A partition is this loop's, and is read on from there.
        void begin(TopicPartition partition, StartingPoints.Place place);

        /// Partitions are about to go to another member: the last moment to commit for them. Then
        /// they are [#gone].
        default void revoked(Collection<TopicPartition> partitions) {}

        /// Partitions are no longer this loop's, or their position is lost.
        void gone(Collection<TopicPartition> partitions);

        /// The loop was asked to end and turns no more; the group is left afterwards.
        default void end(Polls polls) {}

        /// However the loop ended.
        default void close() {}
    }

    /// Polls for whoever ends: also a member that leaves answers its group meanwhile.
    public interface Polls {
        ConsumerRecords<byte[], byte[]> poll(Duration patience);
    }

    /// What is read. Belongs to the loop from its start on.
    ///
    /// @param startingPoints of the consumer
    /// @param topics all of them read by the consumer's group
    public record Source(
            Consumer<byte[], byte[]> consumer,
            StartingPoints startingPoints,
            List<String> topics) {}

    /// @param role the thread's name
    /// @param heartbeat beats with every turn, and wherever the work waits
    /// @param stop set by [#close]
    public GroupLoop(String role, Source source, Heartbeat heartbeat, Stop stop, Work work) {
        this.role = role;
        this.consumer = source.consumer();
        this.startingPoints = source.startingPoints();
        this.topics = source.topics();
        this.heartbeat = heartbeat;
        this.stop = stop;
        this.work = work;
        this.thread = LoopThread.of(role, this::run);
    }

    public GroupLoop start() {
        thread.start();
        return this;
    }

    /// Empty while the loop turns.
    public Optional<String> liveness() {
        return heartbeat.problem();
    }

    /// Empty when it has joined its group.
    public Optional<String> readiness() {
        return joined ? Optional.empty() : Optional.of("has not joined its group yet");
    }

    /// Completes, exceptionally, when the loop has failed.
    public CompletableFuture<Void> failure() {
        return thread.failure();
    }

    /// Lets the work end and leaves the group; returns when it has.
    @Override
    public void close() {
        stop.ask();
        consumer.wakeup();
        thread.join();
    }

    private void run() {
        try (startingPoints) {
            turn();
        } finally {
            try {
                work.close();
            } finally {
                leave();
            }
        }
    }

    private void turn() {
        work.prepare();
        consumer.subscribe(topics, new Rebalances());
        while (!stop.isAsked()) {
            heartbeat.beat();
            boolean isAwaiting = !startingPoints.awaited().isEmpty();
            var records = poll(isAwaiting ? AWAITING_POLL : work.patience());
            work(records);
        }
        work.end(this::poll);
    }

    /// Whoever asks the cluster within a turn may be woken there to end.
    private void work(ConsumerRecords<byte[], byte[]> records) {
        try {
            startingPoints.placed().forEach(work::begin);
            work.turn(records, startingPoints.awaited());
        } catch (WakeupException e) {
            if (!stop.isAsked()) {
                throw e;
            }
            log.debug("{} was woken in a turn to end", role);
        }
    }

    /// A wake-up ends a wait early, and nothing else; whoever waits for the consumer in another way
    /// looks after that by itself.
    private ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        try {
            return consumer.poll(patience);
        } catch (InvalidOffsetException e) {
            work.gone(e.partitions());
            startingPoints.recover(e);
        } catch (WakeupException e) {
            log.debug("{} was woken to end", role);
        } catch (RetriableException e) {
            log.warn("{}: a poll failed and is made again: {}", role, e.toString());
        }
        return ConsumerRecords.empty();
    }

    private void leave() {
        try {
            consumer.close(KafkaClients.leaving());
        } catch (RuntimeException e) {
            log.warn("{} could not leave its group in good order", role, e);
        }
    }

    /// What the group tells us, always within a poll and so on the loop's thread.
    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            startingPoints.begin(partitions);
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            work.revoked(partitions);
            goneToOthers(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            log.warn("{} lost {}", role, partitions);
            goneToOthers(partitions);
        }

        private void goneToOthers(Collection<TopicPartition> partitions) {
            startingPoints.forget(partitions);
            work.gone(partitions);
        }
    }
}
