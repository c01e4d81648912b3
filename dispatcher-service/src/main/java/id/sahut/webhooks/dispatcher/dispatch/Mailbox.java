package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.outcome.Batch;
import id.sahut.webhooks.dispatcher.outcome.OutcomeWriter;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.InterruptException;

/// What has ended on other threads, until the dispatch loop looks. Any thread puts in; only the
/// loop's reads.
final class Mailbox implements OutcomeWriter.Mailbox {

    /// For the writer: one batch that is written, or its failure.
    private static final int OF_THE_WRITER = 2;

    private final BlockingQueue<Message> messages;

    /// @param maxInFlight attempts; each puts in one message
    Mailbox(int maxInFlight) {
        this.messages = new LinkedBlockingQueue<>(maxInFlight + OF_THE_WRITER);
    }

    void attemptEnded(Started started, AttemptOutcome outcome, Duration took) {
        messages.add(new Message.AttemptEnded(started, outcome, took));
    }

    @Override
    public void written(Batch batch, Written result) {
        messages.add(new Message.OutcomesWritten(batch, result));
    }

    @Override
    public void failed(Throwable cause) {
        messages.add(new Message.WriterFailed(cause));
    }

    /// Reads all there is.
    ///
    /// @param wait for the first, where there is none
    void read(Duration wait, Consumer<Message> reader) {
        try {
            Message message =
                    wait.isZero()
                            ? messages.poll()
                            : messages.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            for (; message != null; message = messages.poll()) {
                reader.accept(message);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
