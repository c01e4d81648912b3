package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.OffsetTransactions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Waiting;
import io.github.bucket4j.Bucket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/// Sends again what a selection takes of a topic. Confined to one thread.
///
/// What is sent and how far it has come are one transaction, so whatever kills it, the same run
/// goes on where it was. The position is committed by a group of the selection's own, which also
/// says what was selected: so a run leaves out what another selection's run has sent already.
final class Run {

    private static final int MAX_POLL_RECORDS = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// A transaction holds so much, or a fifth of a second's worth, and at least one record's.
    private static final int MAX_BATCH = 500;

    private static final long MAX_BATCH_BYTES = 4L * 1024 * 1024;
    private static final int BATCHES_PER_SECOND = 5;

    /// So many that nobody wants are passed over before the position is committed.
    private static final int MAX_PASSED_OVER = 20_000;

    private final KafkaClients kafka;
    private final Source source;
    private final Selection selection;
    private final boolean anew;
    private final Supplier<Waiting> waiting;
    private final LongSupplier nanoTime;
    private final String group;

    /// How far a run has come.
    ///
    /// @param read records, of [#all]; what lies between them counts, too
    /// @param found deliveries that it sends again, or would
    /// @param already deliveries that were sent again before, by another selection's run
    /// @param before whether a run of this selection had begun earlier
    record Figures(long read, long all, long found, long already, boolean before) {}

    /// Who shows how far it has come.
    interface Progress {
        void show(Figures now);
    }

    private final Map<TopicPartition, Done> partitions = new HashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
    private Bounds bounds = new Bounds(Map.of(), Map.of(), false);
    private long batchBytes;
    private long passedOver;
    private long all;
    private long found;
    private long already;

    /// @param anew from the beginning, whatever was sent again before
    /// @param waiting says that Kafka is waited for, until it is closed
    /// @param nanoTime a monotonic clock, in nanoseconds
    Run(
            KafkaClients kafka,
            Source source,
            Selection selection,
            boolean anew,
            Supplier<Waiting> waiting,
            LongSupplier nanoTime) {
        this.kafka = kafka;
        this.source = source;
        this.selection = selection;
        this.anew = anew;
        this.waiting = waiting;
        this.nanoTime = nanoTime;
        this.group = source.role() + "." + name(selection);
    }

    /// Counts what would be sent again.
    ///
    /// @throws KafkaException when the cluster does not say in time where to begin
    Figures count(BooleanSupplier stopped, Progress progress) {
        try (var _ = waiting.get()) {
            prepare();
        }
        try (var consumer = consumer()) {
            read(consumer, MAX_BATCH, stopped, progress, this::clearBatch);
            return figures();
        }
    }

    /// Sends it again.
    ///
    /// @param perSecond deliveries at most
    /// @throws CommandFailure when another run has begun that shuts this one out
    /// @throws KafkaException when Kafka fails; nothing is sent twice by beginning again
    Figures send(int perSecond, BooleanSupplier stopped, Progress progress) {
        Bucket rate =
                Bucket.builder()
                        .addLimit(limit ->
                                limit.capacity(perSecond)
                                        .refillGreedy(perSecond, Duration.ofSeconds(1))
                                        .initialTokens(0))
                        .build();
        var producer = kafka.transactionalProducer(source.exclusive(group), Source.ASK_FOR);
        var consumer = consumer();
        try {
            try (var _ = waiting.get()) {
                producer.initTransactions(); // from here on nobody else moves the position
                prepare();
            }
            commit(producer, consumer.groupMetadata()); // says what is selected, and from where
            read(
                    consumer,
                    Math.clamp(perSecond / BATCHES_PER_SECOND, 1, MAX_BATCH),
                    stopped,
                    progress,
                    () -> {
                        for (int left = batch.size();
                                left > 0 && !stopped.getAsBoolean();
                                left -= perSecond) {
                            rate.asBlocking().consumeUninterruptibly(Math.min(left, perSecond));
                        }
                        commit(producer, consumer.groupMetadata());
                    });
            return figures();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new CommandFailure(
                    "another run has begun, or Kafka gave up a transaction that took more than 10 s: give the command again once no other runs, and it goes on from here",
                    e);
        } finally { // without Kafka both would wait for what can't be said any more
            consumer.close(CloseOptions.timeout(CLOSE));
            producer.close(CLOSE);
        }
    }

    /// Finds out where it begins and ends.
    private void prepare() {
        bounds = Bounds.ask(kafka, source, selection, group, anew);
        partitions.putAll(bounds.partitions());
        all = left();
    }

    private Figures figures() {
        return new Figures(all - left(), all, found, already, bounds.before());
    }

    private long left() {
        return partitions.values().stream()
                .mapToLong(it -> Math.max(0, it.end() - it.next()))
                .sum();
    }

    private Consumer<byte[], byte[]> consumer() {
        return kafka.groupConsumer(group, POLL, MAX_POLL_RECORDS);
    }

    private void read(
            Consumer<byte[], byte[]> consumer,
            int most,
            BooleanSupplier stopped,
            Progress progress,
            Runnable handOver) {
        List<TopicPartition> open =
                partitions.keySet().stream().filter(it -> !at(it).isOver()).toList();
        consumer.assign(open);
        open.forEach(it -> consumer.seek(it, at(it).next()));
        long lastProgress = nanoTime.getAsLong();
        while (!stopped.getAsBoolean() && !open.stream().allMatch(it -> at(it).isOver())) {
            long before = left();
            for (var record : consumer.poll(POLL)) {
                if (stopped.getAsBoolean()) {
                    break;
                }
                take(record);
                if (isFull(most)) {
                    handOver.run();
                    progress.show(figures());
                }
            }
            if (!stopped.getAsBoolean()) {
                // What is no record, such as a transaction's marker, was stepped over.
                open.forEach(it -> move(it, consumer.position(it)));
                consumer.pause(open.stream().filter(it -> at(it).isOver()).toList());
            }
            long now = nanoTime.getAsLong();
            if (left() < before) {
                lastProgress = now;
            } else if (now - lastProgress > PATIENCE.toNanos()) {
                throw new KafkaException(
                        "%s could not be read for %d s"
                                .formatted(source.topic(), PATIENCE.toSeconds()));
            }
        }
        handOver.run();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() >= at(partition).end()) {
            return;
        }
        for (Source.Found it : source.deliveries(record)) {
            if (!selection.takes(it.candidate())) {
                continue;
            }
            if (wasSent(partition, record.offset(), it.candidate())) {
                already++;
                continue;
            }
            found++;
            batch.add(it.record());
            batchBytes += it.record().value().length;
        }
        passedOver++;
        move(partition, record.offset() + 1);
    }

    private boolean wasSent(TopicPartition partition, long offset, Selection.Candidate candidate) {
        return bounds.others().getOrDefault(partition, List.of()).stream()
                .anyMatch(it -> it.covers(offset) && it.selection().takes(candidate));
    }

    private boolean isFull(int most) {
        return batch.size() >= most
                || batchBytes >= MAX_BATCH_BYTES
                || passedOver >= MAX_PASSED_OVER;
    }

    private void clearBatch() {
        batch.clear();
        batchBytes = 0;
        passedOver = 0;
    }

    private void commit(Producer<byte[], byte[]> producer, ConsumerGroupMetadata reader) {
        var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
        partitions.forEach((partition, done) -> positions.put(partition, done.commit()));
        try {
            producer.beginTransaction();
            for (var record : batch) {
                OffsetTransactions.throwIfFailed(producer.send(record));
            }
            producer.sendOffsetsToTransaction(positions, reader);
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw e;
        } catch (KafkaException e) {
            abort(producer, e);
            throw e;
        }
        clearBatch();
    }

    /// At once, where it can be: deliveries behind an open transaction are not read.
    private static void abort(Producer<byte[], byte[]> producer, KafkaException why) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            why.addSuppressed(e);
        }
    }

    private Done at(TopicPartition partition) {
        Done done = partitions.get(partition);
        if (done == null) {
            throw new IllegalStateException(partition + " is none of the run's");
        }
        return done;
    }

    private void move(TopicPartition partition, long next) {
        Done done = at(partition);
        partitions.put(partition, done.upTo(Math.min(next, done.end())));
    }

    private static String name(Selection selection) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(selection.text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
