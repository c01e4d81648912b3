package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.ingest.write.Deadline;
import id.sahut.webhooks.ingest.write.PromptWriter;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Has deliveries' contents erased, in every history there is: it writes that into a topic, and
/// waits until it has been read back. Safe for any thread, which it blocks.
final class Erasures {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final String topic;
    private final PromptWriter writer;

    Erasures(String topic, PromptWriter writer) {
        this.topic = topic;
        this.writer = writer;
    }

    /// @param isErased by this process's history
    /// @return whether it is, within the writer's limit
    boolean erase(RecordedDelivery delivery, BooleanSupplier isErased) {
        Deadline deadline = writer.begin();
        try {
            if (writer.write(ErasureRecord.of(delivery).write(topic), deadline).isEmpty()) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        while (!isErased.getAsBoolean()) {
            if (deadline.remaining().isZero() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }
}
