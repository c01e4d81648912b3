package id.sahut.webhooks.common.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes records and the progress that they stand for in one step: both are in Kafka, or neither
/// is. Confined to one thread, which it blocks.
///
/// It always comes to an answer. Where a commit's own answer was lost, Kafka is asked what the
/// group's offsets are: they are part of the transaction, so they tell whether it happened.
public final class OffsetTransactions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OffsetTransactions.class);

    private final KafkaClients kafka;
    private final String role;
    private final String fallbackInstance;
    private final Admin admin;
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();
    private volatile boolean closing;

    /// @param role what the transactions are for; also the consumer group
    /// @param fallbackInstance tells this process from others when it has no `sahut.instance-id`
    public OffsetTransactions(KafkaClients kafka, String role, String fallbackInstance) {
        this.kafka = kafka;
        this.role = role;
        this.fallbackInstance = fallbackInstance;
        this.admin = kafka.admin();
    }

    /// Prepares the first transaction, and ends whatever one of the same name a killed process has
    /// left behind.
    public void open() {
        var fresh = kafka.transactionalProducer(role, fallbackInstance);
        try {
            fresh.initTransactions();
        } catch (KafkaException e) {
            fresh.close(Duration.ZERO);
            throw e;
        }
        producer = Optional.of(fresh);
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
        try {
            open.beginTransaction();
            for (var record : records) {
                var _ = open.send(record); // a failure comes out of the commit
            }
            open.sendOffsetsToTransaction(offsets, member);
            commit(open);
            return Written.COMMITTED;
        } catch (CommitFailedException e) {
            log.info(
                    "a transaction was refused because the group has changed meanwhile: {}",
                    e.getMessage());
            return abort(open, offsets);
        } catch (KafkaException e) {
            log.warn(
                    "a transaction of {} records has failed and is made again: {}",
                    records.size(),
                    e.toString());
            return abort(open, offsets);
        }
    }

    /// Ends the producer; a transaction under way is aborted.
    @Override
    public void close() {
        closing = true;
        producer.ifPresent(it -> it.close(Duration.ofSeconds(2)));
        admin.close(Duration.ofSeconds(1));
    }

    /// A commit that timed out may be asked for again, and has to be: its outcome is open.
    private void commit(Producer<byte[], byte[]> open) {
        while (true) {
            try {
                open.commitTransaction();
                return;
            } catch (TimeoutException e) {
                if (closing) {
                    throw e;
                }
                log.warn("a commit has had no answer yet: {}", e.getMessage());
            }
        }
    }

    private Written abort(
            Producer<byte[], byte[]> failed, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            failed.abortTransaction();
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
        while (!closing) {
            try {
                if (producer.isEmpty()) {
                    open();
                }
                var committed =
                        admin.listConsumerGroupOffsets(role).partitionsToOffsetAndMetadata().get();
                boolean happened =
                        offsets.entrySet().stream()
                                .allMatch(it -> isSame(it.getValue(), committed.get(it.getKey())));
                return happened ? Written.COMMITTED : Written.ABORTED;
            } catch (ExecutionException | RetriableException e) {
                log.warn("it is not known yet whether a transaction happened: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptException(e);
            }
        }
        return Written.ABORTED;
    }

    private static boolean isSame(
            OffsetAndMetadata wanted, @org.jspecify.annotations.Nullable OffsetAndMetadata found) {
        return found != null
                && found.offset() == wanted.offset()
                && found.metadata().equals(wanted.metadata());
    }
}
