package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.loop.OffsetTransactions;
import id.sahut.webhooks.common.ops.LoopThread;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes batches of outcomes, one transaction after another, on a thread of its own: a transaction
/// takes some 20 ms, which the dispatch loop has better uses for. Its methods belong to the
/// dispatch loop's thread.
final class OutcomeWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);

    private final OffsetTransactions transactions;
    private final OutcomeRecords records;
    private final Consumer<Message> mailbox;
    private final BlockingQueue<Batch> next = new ArrayBlockingQueue<>(1);
    private final LoopThread thread;
    private volatile boolean closing;

    private OutcomeWriter(
            OffsetTransactions transactions, OutcomeRecords records, Consumer<Message> mailbox) {
        this.transactions = transactions;
        this.records = records;
        this.mailbox = mailbox;
        this.thread = LoopThread.of("dispatch-outcomes", this::run);
    }

    /// @param mailbox gets one [Message.OutcomesWritten] for each batch
    static OutcomeWriter start(
            OffsetTransactions transactions, OutcomeRecords records, Consumer<Message> mailbox) {
        var writer = new OutcomeWriter(transactions, records, mailbox);
        writer.thread.start();
        return writer;
    }

    /// Hands a batch over; the one before must have been answered for.
    void write(Batch batch) {
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
        transactions.close();
    }

    private void run() {
        try {
            while (!closing) {
                Batch batch = next.take();
                var result =
                        transactions.write(
                                records.of(batch.endings()), batch.offsets(), batch.member());
                mailbox.accept(new Message.OutcomesWritten(batch, result));
            }
        } catch (InterruptedException e) {
            log.debug("the writer ends");
        } catch (RuntimeException | Error e) {
            mailbox.accept(new Message.WriterFailed(e));
        }
    }
}
