package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.kafka.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Endings on their way into Kafka: collected, handed over in batches, kept until their transaction
/// has committed. Confined to the dispatch loop's thread.
///
/// ```
///   ending ─► new ──► [ batch with the writer ] ──► committed: forgotten
///                ▲              │
///                └── aborted ◄──┘   (what is still ours; the rest is the new owner's)
/// ```
final class Outcomes {

    private static final Logger log = LoggerFactory.getLogger(Outcomes.class);

    /// Progress over offsets that hold nothing (transactions' markers) is written down this often
    /// when nothing else is.
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(2);

    /// A transaction takes some 20 ms. While one takes longer than this, or an ending has waited
    /// for longer than an interval and this, no attempt begins: whatever ends meanwhile is made
    /// again if the process is killed. So what is made again is what was in flight and what had
    /// ended within 200 ms, by default, at one moment.
    private static final Duration STALL = Duration.ofMillis(100);

    private final Assignment assignment;
    private final OutcomeWriter writer;
    private final DispatcherMeters meters;
    private final LongSupplier nanoTime;
    private final Duration interval;
    private final List<Ending> fresh = new ArrayList<>();
    private final List<Ending> again = new ArrayList<>();
    private long heldBytes;
    private boolean writing;
    private int writingSize;

    /// When the first of the fresh ones ended, and the first of those with the writer or to be
    /// written again.
    private long freshSinceNanos;

    private long handedSinceNanos;
    private long handedOverNanos;
    private long notBeforeNanos;

    Outcomes(
            Assignment assignment,
            OutcomeWriter writer,
            DispatcherMeters meters,
            LongSupplier nanoTime,
            Duration interval) {
        this.assignment = assignment;
        this.writer = writer;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.interval = interval;
        this.handedOverNanos = nanoTime.getAsLong();
        this.notBeforeNanos = handedOverNanos;
    }

    void add(Ending ending) {
        if (fresh.isEmpty()) {
            freshSinceNanos = nanoTime.getAsLong();
        }
        fresh.add(ending);
        heldBytes += ending.bytes();
    }

    /// Hands a batch over if it is time for one.
    void writeIfDue(ConsumerGroupMetadata member) {
        long now = nanoTime.getAsLong();
        if (writing || now - notBeforeNanos < 0) {
            return;
        }
        boolean something = !fresh.isEmpty() || !again.isEmpty();
        boolean idle = now - handedOverNanos >= IDLE_INTERVAL.toNanos();
        if (something || (idle && assignment.hasOffsets())) {
            write(member, now);
        }
    }

    /// The writer has answered.
    void written(Batch batch, Written result) {
        writing = false;
        long now = nanoTime.getAsLong();
        meters.wrote(Duration.ofNanos(now - handedOverNanos));
        for (Ending ending : batch.endings()) {
            if (result == Written.ABORTED && assignment.isCurrent(ending.place())) {
                again.add(ending);
            } else {
                assignment.settled(ending.place());
                heldBytes -= ending.bytes();
            }
        }
        if (result == Written.ABORTED) {
            assignment.notCommitted(batch.offsets().keySet());
            meters.transactionAborted();
            notBeforeNanos = now + interval.toNanos();
            log.info(
                    "{} outcomes were not written, {} of them are ours to write again",
                    batch.endings().size(),
                    again.size());
        }
    }

    /// Drops what was not handed over of partitions that are no longer ours: their new owner does
    /// it again.
    void dropForeign() {
        fresh.removeIf(this::dropIfForeign);
        again.removeIf(this::dropIfForeign);
    }

    /// How many endings are not in Kafka yet.
    int unwritten() {
        return fresh.size() + writingOrAgain();
    }

    /// The payloads of those, in bytes.
    long heldBytes() {
        return heldBytes;
    }

    /// Whether Kafka has left the latest transaction without an answer for so long that no attempt
    /// should begin whose outcome may not be written down.
    boolean isStalled() {
        long now = nanoTime.getAsLong();
        boolean isHanded = writing || !again.isEmpty();
        return (isHanded && now - handedOverNanos > STALL.toNanos())
                || (writingOrAgain() > 0 && isOld(now, handedSinceNanos))
                || (!fresh.isEmpty() && isOld(now, freshSinceNanos));
    }

    private boolean isOld(long now, long sinceNanos) {
        return now - sinceNanos > interval.plus(STALL).toNanos();
    }

    private int writingOrAgain() {
        return again.size() + writingSize();
    }

    private boolean dropIfForeign(Ending ending) {
        boolean foreign = !assignment.isCurrent(ending.place());
        if (foreign) {
            heldBytes -= ending.bytes();
        }
        return foreign;
    }

    private int writingSize() {
        return writing ? writingSize : 0;
    }

    private void write(ConsumerGroupMetadata member, long now) {
        fresh.forEach(it -> assignment.completed(it.place()));
        if (again.isEmpty()) {
            handedSinceNanos = freshSinceNanos;
        }
        var endings = new ArrayList<Ending>(again.size() + fresh.size());
        endings.addAll(again);
        endings.addAll(fresh);
        again.clear();
        fresh.clear();
        writing = true;
        writingSize = endings.size();
        handedOverNanos = now;
        notBeforeNanos = now + interval.toNanos();
        writer.write(new Batch(endings, assignment.takeOffsets(), member));
    }
}
