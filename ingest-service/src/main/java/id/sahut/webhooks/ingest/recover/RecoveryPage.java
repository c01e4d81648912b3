package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.redrive.Again;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What one page of a recovery comes to: what is sent, and how far it has come then. Immutable.
record RecoveryPage(List<Delivery> sent, int skipped, RecoveryProgress progress) {

    /// Payloads are held until they are written.
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    /// Takes as many as can be had now, in their order; none is left out before a later one.
    ///
    /// @param found the next that match
    /// @param isLast whether there are no more
    /// @return empty when the first can't be had now
    static Optional<RecoveryPage> of(
            RecoveryProgress before,
            List<RecordedDelivery> found,
            boolean isLast,
            Function<RecordedDelivery, Again> again,
            Instant now) {
        var sent = new ArrayList<Delivery>();
        int skipped = 0;
        long bytes = 0;
        int taken = 0;
        loop:
        for (RecordedDelivery delivery : found) {
            if (bytes > MAX_BYTES) {
                break;
            }
            switch (again.apply(delivery)) {
                case Again.Ready(Delivery it) -> {
                    sent.add(it);
                    bytes += it.payload().length;
                }
                case Again.Never() -> skipped++;
                case Again.NotNow() -> {
                    break loop;
                }
            }
            taken++;
        }
        if (taken == 0 && !found.isEmpty()) {
            return Optional.empty();
        }
        boolean done = isLast && taken == found.size();
        RecoveryProgress after = before.in(done ? RecoveryState.DONE : RecoveryState.RUNNING, now);
        if (taken > 0) {
            after = after.past(Cursor.at(found.get(taken - 1)), sent.size(), skipped);
        }
        return Optional.of(new RecoveryPage(List.copyOf(sent), skipped, after));
    }
}
