package id.sahut.webhooks.dispatcher.outcome;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// How this dispatcher is done with a record, not written down yet. Immutable.
public sealed interface Ending {

    Place place();

    int bytes();

    /// It was a delivery.
    sealed interface OfWork extends Ending {

        Work work();

        @Override
        default Place place() {
            return work().place();
        }

        @Override
        default int bytes() {
            return work().bytes();
        }
    }

    /// After an attempt.
    record Attempted(Work work, AttemptRecord attempt, Verdict verdict) implements OfWork {}

    /// Without an attempt.
    ///
    /// @param reason what it waits for
    record SetAside(Work work, DeferralReason reason, Verdict verdict) implements OfWork {}

    /// It was no delivery.
    record Unreadable(ConsumerRecord<byte[], byte[]> record, String why, Place place)
            implements Ending {
        @Override
        public int bytes() {
            return Math.max(0, record.serializedValueSize());
        }
    }
}
