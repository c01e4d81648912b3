package id.sahut.webhooks.common.loop;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes records and the progress that they stand for in one step: both are in Kafka, or neither
/// is. Confined to one thread, which it blocks.
///
/// It comes to an answer, however long Kafka is away: only who gives up has none, and then nothing
/// follows from it. Where a commit's own answer was lost, Kafka is asked what the group's offsets
/// are: they are part of the transaction, so they tell whether it happened. So that they are not
/// taken for what another has committed, each commit is marked, see [CommitTags].
public final class OffsetTransactions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OffsetTransactions.class);

    /// How long Kafka is waited for before somebody is asked whether to go on.
    private static final Duration SLICE = Duration.ofSeconds(5);

    /// How many slices a producer is given to begin or to abort, before another is tried.
    private static final int MAX_SLICES = 12;

    private final KafkaClients kafka;
    private final String role;
    private final String fallbackInstance;
    private final Runnable beat;
    private final BooleanSupplier givesUp;
    private final Admin admin;

    private final CommitTags tags;

    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();
    private long failures;
    private String lastReason = "";
    private volatile boolean closing;

    /// Waits for Kafka until it is closed.
    ///
    /// @param role what the transactions are for; also the consumer group
    /// @param fallbackInstance a name that no other process has had; it names the producer when
    ///   there is no `sahut.instance-id`, and marks the commits
    public OffsetTransactions(KafkaClients kafka, String role, String fallbackInstance) {
        this(kafka, role, fallbackInstance, () -> {}, () -> false);
    }

    /// @param beat called every 5 s at least while Kafka is waited for
    /// @param givesUp asked as often: whether to wait no longer
    public OffsetTransactions(
            KafkaClients kafka,
            String role,
            String fallbackInstance,
            Runnable beat,
            BooleanSupplier givesUp) {
        this.kafka = kafka;
        this.role = role;
        this.fallbackInstance = fallbackInstance;
        this.beat = beat;
        this.givesUp = givesUp;
        this.tags = new CommitTags(fallbackInstance);
        this.admin = kafka.admin();
    }

    /// Prepares the first transaction, and ends whatever one of the same name a killed process has
    /// left behind.
    ///
    /// @throws TimeoutException when Kafka has not answered for a minute, or when it gave up
    public void open() {
        var fresh = kafka.transactionalProducer(role, fallbackInstance, SLICE);
        try {
            patiently(fresh::initTransactions, MAX_SLICES);
        } catch (KafkaException e) {
            fresh.close(Duration.ZERO);
            throw e;
        }
        producer = Optional.of(fresh);
    }

    /// The same, again and again: until Kafka has answered, or until it gives up.
    public void openInTheEnd() {
        while (!givesUp.getAsBoolean()) {
            beat.run();
            try {
                open();
                return;
            } catch (RetriableException e) {
                log.warn("no transaction can begin yet: {}", e.toString());
            }
        }
    }

    /// Writes all or nothing.
    ///
    /// @param offsets what is done, by partition; not empty
    /// @param member who says so: a member that has lost the partitions since can't
    public Written write(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata member) {
        try {
            if (producer.isEmpty()) {
                open();
            }
        } catch (KafkaException e) {
            log.warn("no transaction can begin yet: {}", e.toString());
            return Written.ABORTED;
        }
        var open = producer.orElseThrow();
        var tagged = tags.next(offsets);
        try {
            open.beginTransaction();
            for (var record : records) {
                beat.run();
                throwIfFailed(open.send(record));
            }
            beat.run();
            open.sendOffsetsToTransaction(tagged, member);
            patiently(open::commitTransaction, Integer.MAX_VALUE);
            succeeded();
            return Written.COMMITTED;
        } catch (CommitFailedException e) {
            log.info(
                    "a transaction was refused because the group has changed meanwhile: {}",
                    e.getMessage());
            return abort(open, tagged);
        } catch (KafkaException e) {
            failed(e, records.size());
            return abort(open, tagged);
        }
    }

    /// A right that is missing or a full disk fails many a second, all for one reason.
    private void failed(KafkaException failure, int records) {
        String reason = failure.toString();
        failures++;
        if (reason.equals(lastReason)) {
            log.debug("a transaction of {} records has failed again", records, failure);
            return;
        }
        lastReason = reason;
        log.warn(
                "a transaction of {} records has failed and is made again until it succeeds: {}",
                records,
                reason);
    }

    private void succeeded() {
        if (failures > 0) {
            log.info("a transaction has succeeded, after {} that failed", failures);
        }
        failures = 0;
        lastReason = "";
    }

    /// Ends the producer; a transaction under way is aborted.
    @Override
    public void close() {
        closing = true;
        producer.ifPresent(it -> it.close(Duration.ofSeconds(2)));
        admin.close(Duration.ofSeconds(1));
    }

    /// What Kafka has not answered within a slice may be asked for again; a commit has to be, for
    /// its outcome is open.
    private void patiently(Runnable call, int slices) {
        for (int slice = 1; ; slice++) {
            beat.run();
            try {
                call.run();
                return;
            } catch (TimeoutException e) {
                if (slice == slices || hasGivenUp()) {
                    throw e;
                }
                log.warn("Kafka has not answered a transaction yet: {}", e.getMessage());
            }
        }
    }

    /// A record that could not even be sent (Kafka has not been heard of for a slice) spoils the
    /// transaction; each one after it would wait as long. What fails later comes out of the commit.
    ///
    /// @throws KafkaException when it could not be sent
    public static void throwIfFailed(Future<RecordMetadata> sent) {
        if (sent.isDone() && sent.state() == Future.State.FAILED) {
            throw new KafkaException("a record can't be sent", sent.exceptionNow());
        }
    }

    private boolean hasGivenUp() {
        return closing || givesUp.getAsBoolean();
    }

    private Written abort(
            Producer<byte[], byte[]> failed, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            patiently(failed::abortTransaction, MAX_SLICES);
            return Written.ABORTED;
        } catch (KafkaException | IllegalStateException e) {
            log.warn(
                    "a transaction can't be aborted, so its producer is replaced: {}",
                    e.toString());
            failed.close(Duration.ZERO);
            producer = Optional.empty();
            return settle(offsets);
        }
    }

    /// A new producer of the same name ends the transaction one way or the other; then Kafka knows
    /// which.
    private Written settle(Map<TopicPartition, OffsetAndMetadata> offsets) {
        while (!hasGivenUp()) {
            beat.run();
            try {
                if (producer.isEmpty()) {
                    open();
                }
                var committed =
                        admin.listConsumerGroupOffsets(role)
                                .partitionsToOffsetAndMetadata()
                                .get(SLICE.toMillis(), TimeUnit.MILLISECONDS);
                return happened(offsets, committed) ? Written.COMMITTED : Written.ABORTED;
            } catch (ExecutionException
                    | RetriableException
                    | java.util.concurrent.TimeoutException e) {
                log.warn("it is not known yet whether a transaction happened: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptException(e);
            }
        }
        return Written.ABORTED;
    }

    /// Offsets are committed all or none, so one that is found proves it for all: the others'
    /// partitions may have gone to somebody else, who has committed further since.
    ///
    /// @param wanted as they are marked
    static boolean happened(
            Map<TopicPartition, OffsetAndMetadata> wanted,
            Map<TopicPartition, OffsetAndMetadata> found) {
        return wanted.entrySet().stream()
                .anyMatch(it -> isSame(it.getValue(), found.get(it.getKey())));
    }

    private static boolean isSame(OffsetAndMetadata wanted, @Nullable OffsetAndMetadata found) {
        return found != null
                && found.offset() == wanted.offset()
                && found.metadata().equals(wanted.metadata());
    }
}
