package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.ops.Heartbeat;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of work whose partition goes to another dispatcher, or whose dispatcher ends: what
/// is queued is left to the next owner, what is in flight may end and be written down for a while.
/// Confined to the dispatch loop's thread.
final class Handover {

    private static final Logger log = LoggerFactory.getLogger(Handover.class);

    private final OnHand onHand;
    private final Duration revokeGrace;
    private final Duration drain;
    private final Heartbeat heartbeat;
    private final LongSupplier nanoTime;

    /// @param revokeGrace how long a partition that goes to another dispatcher waits for its
    ///   attempts in flight
    /// @param drain how long attempts in flight may take when the loop is to end
    Handover(
            OnHand onHand,
            Duration revokeGrace,
            Duration drain,
            Heartbeat heartbeat,
            LongSupplier nanoTime) {
        this.onHand = onHand;
        this.revokeGrace = revokeGrace;
        this.drain = drain;
        this.heartbeat = heartbeat;
        this.nanoTime = nanoTime;
    }

    /// What has not ended by then, the next owner makes again.
    ///
    /// @param turn what goes on meanwhile
    void of(Collection<TopicPartition> partitions, Runnable turn) {
        var going = Set.copyOf(partitions);
        onHand.leave(work -> going.contains(work.place().partition()));
        turnWhile(() -> onHand.assignment().unsettled(going) > 0, revokeGrace, turn);
        int left = onHand.assignment().unsettled(going);
        if (left > 0) {
            log.info(
                    "{} deliveries of {} go to another dispatcher before they have ended",
                    left,
                    going);
        }
    }

    /// @param turn what goes on until nothing is under way
    void ofAll(Runnable turn) {
        onHand.leave(_ -> true);
        turnWhile(onHand::isUnderWay, drain, turn);
        if (onHand.isUnderWay()) {
            log.warn(
                    "ends with {} attempts in flight and {} outcomes not written: they are made again",
                    onHand.lanes().inFlight(),
                    onHand.outcomes().unwritten());
        }
    }

    private void turnWhile(BooleanSupplier more, Duration atMost, Runnable turn) {
        long deadline = nanoTime.getAsLong() + atMost.toNanos();
        while (more.getAsBoolean() && nanoTime.getAsLong() - deadline < 0) {
            heartbeat.beat();
            turn.run();
        }
    }
}
