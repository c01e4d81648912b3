package id.sahut.webhooks.dispatcher.outcome;

import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.common.ops.LoopThread;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes batches of outcomes, one transaction after another, on a thread of its own: a transaction
/// takes some 20 ms, which the dispatch loop has better uses for. Its methods belong to the
/// dispatch loop's thread.
public final class OutcomeWriter implements Outcomes.Writer {

    private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);

    private final Transactions transactions;
    private final Runnable whenClosed;
    private final OutcomeRecords records;
    private final Mailbox mailbox;
    private final BlockingQueue<Batch> next = new ArrayBlockingQueue<>(1);
    private final LoopThread thread;
    private volatile boolean closing;

    /// Where batches go.
    public interface Transactions {

        /// Writes records and positions together, or neither.
        Written write(
                List<ProducerRecord<byte[], byte[]>> records,
                Map<TopicPartition, OffsetAndMetadata> offsets,
                ConsumerGroupMetadata member);
    }

    /// Who is told, on the writer's thread.
    public interface Mailbox {

        /// Once for each batch.
        void written(Batch batch, Written result);

        /// Nothing is written any more.
        void failed(Throwable cause);
    }

    private OutcomeWriter(
            Transactions transactions,
            Runnable whenClosed,
            OutcomeRecords records,
            Mailbox mailbox) {
        this.transactions = transactions;
        this.whenClosed = whenClosed;
        this.records = records;
        this.mailbox = mailbox;
        this.thread = LoopThread.of("dispatch-outcomes", this::run);
    }

    /// @param whenClosed ends the transactions, after the last
    public static OutcomeWriter start(
            Transactions transactions,
            Runnable whenClosed,
            OutcomeRecords records,
            Mailbox mailbox) {
        var writer = new OutcomeWriter(transactions, whenClosed, records, mailbox);
        writer.thread.start();
        return writer;
    }

    @Override
    public void write(Batch batch) {
        if (!next.offer(batch)) {
            throw new IllegalStateException(
                    "a batch of outcomes was handed over before the last was written");
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        thread.join();
        whenClosed.run();
    }

    private void run() {
        try {
            while (!closing) {
                Batch batch = next.take();
                var result =
                        transactions.write(
                                records.of(batch.endings()), batch.offsets(), batch.member());
                mailbox.written(batch, result);
            }
        } catch (InterruptedException e) {
            log.debug("the writer ends");
        } catch (RuntimeException | Error e) {
            mailbox.failed(e);
        }
    }
}
