package id.sahut.webhooks.dispatcher.outcome;

import id.sahut.webhooks.common.loop.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
public final class Outcomes implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Outcomes.class);

    /// Progress over offsets that hold nothing (transactions' markers) is written down this often
    /// when nothing else is.
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(2);

    /// A transaction takes some 20 ms. While an attempt's outcome has waited for longer than an
    /// interval and this, attempts begin no more than [#BEGUN_PER_COMMIT] at a time: whatever ends
    /// meanwhile is made again if the process is killed. What was set aside without an attempt may
    /// wait: nobody gets it twice.
    private static final Duration STALL = Duration.ofMillis(100);

    /// While Kafka is slow, every transaction that commits lets so many attempts begin: fewer are
    /// made, but never none for as long as outcomes are written at all.
    public static final int BEGUN_PER_COMMIT = 256;

    private final Assignment assignment;
    private final Writer writer;
    private final OutcomeMeters meters;
    private final LongSupplier nanoTime;
    private final Duration interval;
    private final int maxUnwritten;
    private final List<Ending> fresh = new ArrayList<>();
    private final List<Ending> again = new ArrayList<>();
    private long heldBytes;
    private boolean writing;
    private int writingSize;
    private int begunSinceCommit;

    /// When the first attempt of the fresh ones ended, and the first of those with the writer or to
    /// be written again; empty where there is none.
    private OptionalLong freshSince = OptionalLong.empty();

    private OptionalLong handedSince = OptionalLong.empty();
    private long handedOverNanos;
    private long notBeforeNanos;

    /// Who puts batches into Kafka.
    public interface Writer extends AutoCloseable {

        /// Takes one batch, and the next after it was answered for with [#written].
        void write(Batch batch);

        @Override
        void close();
    }

    /// @param interval from one transaction's beginning to the next one's, if the first has ended
    ///   by then
    /// @param maxUnwritten endings that wait to be written; beyond it nothing new is read or
    ///   started
    public Outcomes(
            Assignment assignment,
            Writer writer,
            OutcomeMeters meters,
            LongSupplier nanoTime,
            Duration interval,
            int maxUnwritten) {
        this.assignment = assignment;
        this.writer = writer;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.interval = interval;
        this.maxUnwritten = maxUnwritten;
        this.handedOverNanos = nanoTime.getAsLong();
        this.notBeforeNanos = handedOverNanos;
    }

    public void add(Ending ending) {
        if (freshSince.isEmpty() && ending instanceof Ending.Attempted) {
            freshSince = OptionalLong.of(nanoTime.getAsLong());
        }
        fresh.add(ending);
        heldBytes += ending.bytes();
    }

    /// Whether an attempt may begin: its outcome has a chance of being written down soon.
    public boolean mayBegin() {
        return unwritten() < maxUnwritten && (begunSinceCommit < BEGUN_PER_COMMIT || !isStalled());
    }

    /// An attempt has begun.
    public void began() {
        begunSinceCommit++;
    }

    /// Hands a batch over if it is time for one.
    public void writeIfDue(ConsumerGroupMetadata member) {
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
    public void written(Batch batch, Written result) {
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
        forgetWhatNobodyWaitsFor();
        if (result == Written.COMMITTED) {
            begunSinceCommit = 0;
        } else {
            assignment.notCommitted(batch.offsets().keySet());
            meters.aborted();
            notBeforeNanos = now + interval.toNanos();
            log.info(
                    "{} outcomes were not written, {} of them are ours to write again",
                    batch.endings().size(),
                    again.size());
        }
    }

    /// Drops what was not handed over of partitions that are no longer ours: their new owner does
    /// it again.
    public void dropForeign() {
        fresh.removeIf(this::dropIfForeign);
        again.removeIf(this::dropIfForeign);
        forgetWhatNobodyWaitsFor();
    }

    /// How much waits to be written: 1 is as much as may be.
    public double fill() {
        return (double) unwritten() / maxUnwritten;
    }

    /// Tells the meters how it is now.
    public void report() {
        meters.now(unwritten(), isStalled(), oldest());
    }

    /// Ends the writer; what it has not written by then is made again.
    @Override
    public void close() {
        writer.close();
    }

    /// How many endings are not in Kafka yet.
    public int unwritten() {
        return fresh.size() + writingOrAgain();
    }

    /// The payloads of those, in bytes.
    public long heldBytes() {
        return heldBytes;
    }

    /// How long the attempt's outcome has waited that has waited longest; 0 when none waits.
    Duration oldest() {
        long now = nanoTime.getAsLong();
        long age = Math.max(age(now, handedSince), age(now, freshSince));
        return Duration.ofNanos(age);
    }

    private static long age(long now, OptionalLong since) {
        return since.isPresent() ? now - since.getAsLong() : 0;
    }

    /// Whether an attempt's outcome has waited for so long that Kafka, and not an endpoint, is what
    /// deliveries wait for.
    public boolean isStalled() {
        long now = nanoTime.getAsLong();
        return isOld(now, handedSince) || isOld(now, freshSince);
    }

    private boolean isOld(long now, OptionalLong since) {
        return since.isPresent() && now - since.getAsLong() > interval.plus(STALL).toNanos();
    }

    private void forgetWhatNobodyWaitsFor() {
        if (!writing && again.stream().noneMatch(Ending.Attempted.class::isInstance)) {
            handedSince = OptionalLong.empty();
        }
        if (fresh.stream().noneMatch(Ending.Attempted.class::isInstance)) {
            freshSince = OptionalLong.empty();
        }
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
        if (handedSince.isEmpty()) {
            handedSince = freshSince;
        }
        freshSince = OptionalLong.empty();
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
