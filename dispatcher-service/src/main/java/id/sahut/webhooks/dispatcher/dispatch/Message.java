package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.outcome.Batch;
import java.time.Duration;

/// What other threads have to say to the dispatch loop. Immutable.
sealed interface Message {

    /// An attempt has ended.
    record AttemptEnded(Started started, AttemptOutcome outcome, Duration took)
            implements Message {}

    /// The outcomes handed over for writing are in Kafka, or are not.
    record OutcomesWritten(Batch batch, Written result) implements Message {}

    /// The writer has failed for good.
    record WriterFailed(Throwable cause) implements Message {}
}
