package id.sahut.webhooks.dispatcher.progress;

import java.util.BitSet;

/// What has ended of one partition, while deliveries end out of order. Confined to the dispatch
/// loop's thread.
///
/// ```
///   offsets   … 41  42  43  44  45  46  47
///               ✔   ✔   ·   ✔   ·   ✔   ·
///                       ▲                   ▲
///             low-water mark              [#next]
/// ```
///
/// The low-water mark is what is committed: everything before it has ended. What has ended above it
/// goes into the commit's metadata, so that whoever reads the partition next does not attempt it
/// again.
public final class PartitionProgress {

    /// How far reading may be ahead of the low-water mark. Kafka keeps 4,096 characters of
    /// metadata; a bit for each of 16,384 offsets takes 2,731 of them.
    public static final int MAX_SPAN = 16_384;

    private final BitSet complete = new BitSet(MAX_SPAN);
    private long lowWater;
    private long next;

    /// Nothing is known to have ended from here on; beyond [#next] right after a resumption.
    private long end;

    private boolean changed;

    private PartitionProgress(long lowWater) {
        this.lowWater = lowWater;
        this.next = lowWater;
        this.end = lowWater;
    }

    /// Goes on where a commit left off.
    ///
    /// @param metadata what was committed with the offset; ignored when it is not ours or belongs
    ///   to another offset
    public static PartitionProgress resume(long committed, String metadata) {
        var progress = new PartitionProgress(committed);
        BitSet above = ProgressMetadata.decode(metadata, committed);
        above.stream().forEach(bit -> progress.complete.set(slot(committed + bit)));
        progress.end = committed + above.length();
        return progress;
    }

    /// A record was read. Offsets that were left out before it (a transaction's marker, a compacted
    /// record) count as ended.
    public Arrival arrived(long offset) {
        if (offset < lowWater) {
            return Arrival.ALREADY_COMPLETE;
        }
        skipTo(offset);
        if (offset - lowWater >= MAX_SPAN) {
            return Arrival.BEYOND_SPAN;
        }
        next = Math.max(next, offset + 1);
        end = Math.max(end, next);
        if (!complete.get(slot(offset))) {
            return Arrival.NEW;
        }
        advance();
        return Arrival.ALREADY_COMPLETE;
    }

    /// Nothing is left to read before this offset.
    public void skipTo(long offset) {
        while (next < offset && next - lowWater < MAX_SPAN) {
            if (lowWater == next && offset - next > MAX_SPAN) {
                jumpTo(offset);
                return;
            }
            complete.set(slot(next));
            next++;
            end = Math.max(end, next);
            advance();
        }
    }

    /// Over a gap longer than the span, with nothing outstanding before it.
    private void jumpTo(long offset) {
        complete.clear();
        lowWater = offset;
        next = offset;
        end = offset;
        changed = true;
    }

    /// A delivery has ended, whichever way.
    public void completed(long offset) {
        if (offset < lowWater || offset >= next) {
            throw new IllegalStateException(
                    "offset %d ended outside of %d to %d".formatted(offset, lowWater, next));
        }
        complete.set(slot(offset));
        changed = true;
        advance();
    }

    /// Everything before this offset has ended.
    public long lowWater() {
        return lowWater;
    }

    /// What to commit beside [#lowWater].
    public String metadata() {
        var above = new BitSet();
        for (long offset = lowWater; offset < end; offset++) {
            if (complete.get(slot(offset))) {
                above.set((int) (offset - lowWater));
            }
        }
        return ProgressMetadata.encode(above, lowWater);
    }

    /// How far reading is ahead of the low-water mark.
    public int span() {
        return (int) (next - lowWater);
    }

    /// Whether there is something to commit.
    public boolean changed() {
        return changed;
    }

    /// What there was to commit is on its way.
    public void committing() {
        changed = false;
    }

    /// What was on its way has not arrived.
    public void notCommitted() {
        changed = true;
    }

    private void advance() {
        while (lowWater < next && complete.get(slot(lowWater))) {
            complete.clear(slot(lowWater));
            lowWater++;
            changed = true;
        }
    }

    private static int slot(long offset) {
        return (int) (offset & (MAX_SPAN - 1));
    }
}
