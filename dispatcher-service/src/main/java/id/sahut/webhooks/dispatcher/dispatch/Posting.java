package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.attempt.AttemptRequest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Has POSTs made, and puts how each ended, and how long it took, into the mailbox. Confined to the
/// dispatch loop's thread.
final class Posting {

    private final Client client;
    private final Mailbox mailbox;
    private final DispatcherMeters meters;
    private final LongSupplier nanoTime;

    /// Who makes the POSTs.
    interface Client {

        /// Answers once, on any thread.
        void send(AttemptRequest request, Consumer<AttemptOutcome> whenDone);
    }

    Posting(Client client, Mailbox mailbox, DispatcherMeters meters, LongSupplier nanoTime) {
        this.client = client;
        this.mailbox = mailbox;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    void post(Started started, AttemptRequest request) {
        var delivery = started.turn().item().delivery();
        if (delivery.attempt() == 0 && delivery.deferrals() == 0) {
            meters.started(Duration.between(delivery.createdAt(), started.at()));
        }
        long startedNanos = nanoTime.getAsLong();
        client.send(
                request,
                outcome ->
                        mailbox.attemptEnded(
                                started,
                                outcome,
                                Duration.ofNanos(nanoTime.getAsLong() - startedNanos)));
    }
}
